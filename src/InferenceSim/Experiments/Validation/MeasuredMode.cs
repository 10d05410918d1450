namespace InferenceSim.Experiments.Validation;

/// <summary>How the requests of a measurement came.</summary>
public enum MeasuredMode
{
    /// <summary>All requests present at time 0, or one static batch.</summary>
    Offline,

    /// <summary>A fixed number of requests in flight.</summary>
    ClosedLoop,

    /// <summary>Arrivals by the clock.</summary>
    OpenLoop,
}
