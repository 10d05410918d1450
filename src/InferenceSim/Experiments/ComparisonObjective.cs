namespace InferenceSim.Experiments;

/// <summary>What makes one configuration better than another.</summary>
public enum ComparisonObjective
{
    /// <summary>Lowest US dollars per million output tokens.</summary>
    Cost,

    /// <summary>Most output tokens per second and accelerator.</summary>
    Throughput,

    /// <summary>Most output tokens per second for each user (lowest mean time per output token).</summary>
    Interactivity,
}
