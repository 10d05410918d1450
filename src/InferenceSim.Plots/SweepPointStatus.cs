namespace InferenceSim.Plots;

/// <summary>What became of a point of a sweep, as far as a chart shows it.</summary>
public enum SweepPointStatus
{
    /// <summary>It ran; drawn filled.</summary>
    Ok,

    /// <summary>More requests arrived than were served, so that its latencies grow with the length of the run; drawn hollow.</summary>
    Saturated,

    /// <summary>It did not run to its end (did not fit, is not supported, was stopped); left out and counted at the bottom.</summary>
    NotRun,
}
