namespace InferenceSim.Serving;

/// <summary>Why a run came to its end.</summary>
public enum StopReason
{
    /// <summary>Every request was completed or rejected.</summary>
    Finished,

    /// <summary>The limit of simulated time was reached.</summary>
    SimulatedTimeLimit,

    /// <summary>A thousand steps in a row gave no token and finished nobody.</summary>
    NoProgress,
}
