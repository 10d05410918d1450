using InferenceSim.Serving;
using InferenceSim.Serving.Capacity;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>One group of replicas of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">How many replicas it has.</param>
/// <param name="Replica">One of them: engine, what prices its steps, and the price of its accelerators.</param>
public sealed record GroupPlan(string Name, int Replicas, ScenarioPlan Replica)
{
    // A 400 Gb/s NIC for each accelerator at 80% of its line rate.
    private const double DefaultLinkGigabytesPerSecond = 40;
    private const double BytesPerGigabyte = 1e9;

    /// <summary>Accelerators of one replica.</summary>
    public int AcceleratorsPerReplica => Replica.Inputs.Gpus ?? 1;

    /// <summary>How its accelerators are bought.</summary>
    public string Purchase => Replica.Inputs.Scenario.Purchase ?? "on-demand";

    /// <summary>What its replicas do.</summary>
    public GroupRole Role { get; init; }

    /// <summary>How its replicas fail; <c>null</c> for never.</summary>
    public FailureOptions? Failures { get; init; }

    /// <summary>How their number changes; <c>null</c> for not at all.</summary>
    public ScalingOptions? Scaling { get; init; }

    /// <summary>The group for the simulation, its steps priced by <paramref name="predictor"/>.</summary>
    internal ReplicaGroup Options(IStepTimePredictor predictor) => new()
    {
        Name = Name,
        Engine = Replica.Engine!,
        Predictor = predictor,
        Role = Role,
        KvLinkBytesPerSecond = (Replica.Inputs.Scenario.KvLinkGigabytesPerSecond ?? DefaultLinkGigabytesPerSecond) * BytesPerGigabyte * AcceleratorsPerReplica,
        Replicas = Replicas,
        Failures = Failures,
        Scaling = Scaling,
    };

    /// <summary>The group with its failures and its scaling, as the scenario of its replicas has them.</summary>
    /// <exception cref="UsageException">One of their numbers is out of range.</exception>
    internal GroupPlan WithCapacity()
    {
        Scenario scenario = Replica.Inputs.Scenario;
        return this with
        {
            Failures = scenario.Failures?.Options(paidWhileDown: Purchase != "spot", Math.Max(Replicas, scenario.Autoscale?.Max ?? 0)),
            Scaling = scenario.Autoscale?.Options(Replica.WeightBytes),
        };
    }
}
