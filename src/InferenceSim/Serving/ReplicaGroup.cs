using InferenceSim.Scheduling;
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

    /// <summary>How many, at least 1.</summary>
    public int Replicas { get; init; } = 1;
}
