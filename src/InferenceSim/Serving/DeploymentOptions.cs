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

    /// <summary>Seed of what the router draws.</summary>
    public ulong Seed { get; init; }
}
