using InferenceSim.Simulation;

namespace InferenceSim.Serving.Capacity;

/// <summary>
/// How many replicas a group has over time. At every look the number wanted is ceil(present x signal / target), the rule of Kubernetes'
/// horizontal autoscaler; with <see cref="ScalingSignal.SloAttainment"/> one more while it is missed, one less while nobody waits.
/// </summary>
public sealed record ScalingOptions
{
    /// <summary>What is looked at; <c>null</c> where only the schedule counts.</summary>
    public ScalingSignal? Signal { get; init; }

    /// <summary>The value of the signal that is aimed at, above 0.</summary>
    public double Target { get; init; } = 0.7;

    /// <summary>Fewest replicas; 0 lets the group go when nobody has asked for a while.</summary>
    public int MinReplicas { get; init; } = 1;

    /// <summary>Most replicas.</summary>
    public required int MaxReplicas { get; init; }

    /// <summary>Time from one look to the next.</summary>
    public SimDuration Interval { get; init; } = SimDuration.FromSeconds(15);

    /// <summary>Time from the decision to the first request: machine, engine start and loading the model.</summary>
    public SimDuration StartUp { get; init; } = SimDuration.FromSeconds(60);

    /// <summary>No replica goes sooner than this after the last look at which all were needed.</summary>
    public SimDuration CoolDown { get; init; } = SimDuration.FromSeconds(300);

    /// <summary>Fewest replicas by time of day, from the first arrival on, repeated every 24 hours: (start of the entry, replicas), in order.</summary>
    public IReadOnlyList<(SimDuration Start, int Replicas)> Schedule { get; init; } = [];
}
