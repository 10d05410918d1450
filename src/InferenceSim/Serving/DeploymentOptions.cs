using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>What serves a workload: groups of replicas behind a router.</summary>
public sealed record DeploymentOptions
{
    /// <summary>The groups, at least one.</summary>
    public required IReadOnlyList<ReplicaGroup> Groups { get; init; }

    /// <summary>Who picks the replica of an arrival.</summary>
    public RouterKind Router { get; init; }

    /// <summary>How long after the end of a request the router learns of it; what it sends itself it knows at once.</summary>
    public SimDuration RouterStaleness { get; init; }

    /// <summary>How KV caches get from prefill to decode replicas, where there are such.</summary>
    public KvTransferOptions KvTransfer { get; init; } = new();

    /// <summary>Most requests in the system; an arrival beyond that is rejected. <c>null</c> for no limit.</summary>
    public long? MaxOutstanding { get; init; }

    /// <summary>Most requests waiting, in front of the replicas or at them; an arrival beyond that is rejected. <c>null</c> for no limit.</summary>
    public long? MaxWaiting { get; init; }

    /// <summary>Seed of what the router and failures draw.</summary>
    public ulong Seed { get; init; }
}
