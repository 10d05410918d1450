namespace InferenceSim.Serving;

/// <summary>Whether a replica takes requests.</summary>
internal enum ReplicaState
{
    /// <summary>It is not there and not paid for.</summary>
    Off,

    /// <summary>It loads the model.</summary>
    Starting,

    /// <summary>It takes requests.</summary>
    Ready,

    /// <summary>It takes no more requests and goes when it has ended those that it has.</summary>
    Draining,

    /// <summary>It failed, or was taken away.</summary>
    Down,
}
