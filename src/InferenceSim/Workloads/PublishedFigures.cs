namespace InferenceSim.Workloads;

/// <summary>What the source of a workload publishes about it; a test samples the workload and compares.</summary>
public sealed record PublishedFigures
{
    /// <summary>Prompt lengths (of the first turn, where there are sessions).</summary>
    public LengthFigures? Prompt { get; init; }

    /// <summary>Output lengths.</summary>
    public LengthFigures? Output { get; init; }

    /// <summary>New tokens of later turns.</summary>
    public LengthFigures? NewTokens { get; init; }

    /// <summary>How far a sampled figure may be from the published one, as a share of it.</summary>
    public double Tolerance { get; init; } = 0.05;
}
