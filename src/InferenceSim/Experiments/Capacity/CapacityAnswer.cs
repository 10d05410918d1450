namespace InferenceSim.Experiments.Capacity;

/// <summary>What a search for capacity ended with. All three are answers.</summary>
public enum CapacityAnswer
{
    /// <summary>There is a limit, and it was found.</summary>
    Found,

    /// <summary>Nothing that was tried meets the limits, however little is asked of it.</summary>
    None,

    /// <summary>Everything that was tried meets the limits, however much is asked of it.</summary>
    Unbounded,
}
