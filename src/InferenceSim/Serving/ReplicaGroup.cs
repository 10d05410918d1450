using InferenceSim.Scheduling;
using InferenceSim.Serving.Capacity;
using InferenceSim.Timing;

namespace InferenceSim.Serving;

/// <summary>Equal replicas of a deployment.</summary>
public sealed record ReplicaGroup
{
    /// <summary>Name for reports.</summary>
    public string Name { get; init; } = "replicas";

    /// <summary>The configuration of each engine.</summary>
    public required EngineOptions Engine { get; init; }

    /// <summary>Prices the steps of each.</summary>
    public required IStepTimePredictor Predictor { get; init; }

    /// <summary>What they do.</summary>
    public GroupRole Role { get; init; }

    /// <summary>Bandwidth of a replica's link for KV caches, in bytes per second; 0 for one without limit.</summary>
    public double KvLinkBytesPerSecond { get; init; }

    /// <summary>How many at the start, at least 1 unless it scales.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How many there are over time; <c>null</c> for always the same number.</summary>
    public ScalingOptions? Scaling { get; init; }

    /// <summary>How they fail, or are taken away; <c>null</c> for never.</summary>
    public FailureOptions? Failures { get; init; }

    /// <summary>Replicas that there can be at once.</summary>
    public int Places => Math.Max(Replicas, Scaling?.MaxReplicas ?? 0);
}
