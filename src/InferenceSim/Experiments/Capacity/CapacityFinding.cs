namespace InferenceSim.Experiments.Capacity;

/// <summary>What a search for capacity found out, beside the figures of the point that it ended at.</summary>
public sealed record CapacityFinding
{
    /// <summary>How it ended.</summary>
    public required CapacityAnswer Answer { get; init; }

    /// <summary>The highest rate that meets the limits, where a rate was looked for and found.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>The fewest accelerators that meet the limits, where accelerators were looked for and found.</summary>
    public int? Gpus { get; init; }

    /// <summary>The next rate that was tried may be higher by this share; <c>null</c> where accelerators were looked for.</summary>
    public double? Tolerance { get; init; }

    /// <summary>Points that were simulated to find it.</summary>
    public required int Simulations { get; init; }

    /// <summary>The lowest rate above the found one that does not meet the limits.</summary>
    public double? FailsAtRequestsPerSecond { get; init; }

    /// <summary>The most accelerators below the found number that do not meet the limits.</summary>
    public int? FailsAtGpus { get; init; }

    /// <summary>Why it does not.</summary>
    public string? FailsBecause { get; init; }

    /// <summary>
    /// Whether every rate that was tried up to the found one meets the limits and none above it does. Where not, the load at which limits
    /// are missed is a matter of luck within a range: the found rate is the lowest end of it that was seen.
    /// </summary>
    public bool? Monotone { get; init; }
}
