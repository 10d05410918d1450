namespace InferenceSim.Experiments.Validation;

/// <summary>What became of a measurement.</summary>
public enum ValidationStatus
{
    /// <summary>It was played and counts.</summary>
    Ok,

    /// <summary>It was played and is shown, but its source doubts it: neither fitted nor counted.</summary>
    Suspect,

    /// <summary>Length, load or layout was not published; never filled in.</summary>
    Incomplete,

    /// <summary>It needs something that is not built, named in the reason.</summary>
    Unsupported,

    /// <summary>The simulator says that it does not fit, although it was measured: an error of the memory model.</summary>
    Infeasible,

    /// <summary>Not to be scored: quality C, or conditions that the simulator is not told.</summary>
    Excluded,

    /// <summary>It could not be played.</summary>
    Error,
}
