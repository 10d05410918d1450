using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>The links of the replicas, over which KV caches go from one to another: each sends and receives at the same time.</summary>
internal interface IKvLinks
{
    /// <summary>When the next KV cache has come, unless another transfer begins before; <see cref="SimTime.Never"/> if none is on its way.</summary>
    SimTime NextArrival { get; }

    /// <summary>Sends at <paramref name="now"/> what the decode replica of a request does not have of its KV.</summary>
    void Send(Handover handover, SimTime now);

    /// <summary>Takes the request whose KV comes at <see cref="NextArrival"/>; of several, the one that was sent first.</summary>
    Handover Arrive();
}
