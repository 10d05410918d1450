using InferenceSim.Economics;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>A scenario with every name looked up and every default filled in: ready to run, or known not to be runnable.</summary>
public sealed record ScenarioPlan
{
    /// <summary>What it will be run with.</summary>
    public required PointInputs Inputs { get; init; }

    /// <summary>Why it cannot be run: <see cref="PointStatus.Infeasible"/> or <see cref="PointStatus.Unsupported"/>; otherwise ok.</summary>
    public PointStatus Status { get; init; } = PointStatus.Ok;

    /// <summary>The arithmetic behind <see cref="Status"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The requests; <c>null</c> where it cannot be run.</summary>
    public IWorkload? Workload { get; init; }

    /// <summary>The seed of this run: the user's own, or that of a later replication.</summary>
    public ulong Seed { get; init; }

    /// <summary>The groups of replicas that serve; empty in the plan of a single replica of a group.</summary>
    public IReadOnlyList<GroupPlan> Groups { get; init; } = [];

    /// <summary>The engine's configuration, that of the first group; <c>null</c> where it cannot be run.</summary>
    public EngineOptions? Engine { get; init; }

    /// <summary>How it is played and measured.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>The layout that the roofline prices (that of the first group), or <c>null</c> with the linear predictor.</summary>
    public ServingLayout? Layout { get; init; }

    /// <summary>Bytes of weights that each accelerator holds; 0 with the linear predictor.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Bytes of a KV block on one accelerator, or <c>null</c> with the linear predictor, which knows no memory.</summary>
    public long? BlockBytes { get; init; }

    /// <summary>What prices the steps of <see cref="Layout"/>; shared by all points with the same layout.</summary>
    public RooflinePredictor? Roofline { get; init; }

    /// <summary>The linear predictor, or <c>null</c> with the roofline.</summary>
    public LinearPredictor? Linear { get; init; }

    /// <summary>Host memory for preempted sequences, or <c>null</c> where they are computed again.</summary>
    public HostSwap? Swap { get; init; }

    /// <summary>The linear predictor of a drafter's pass, or <c>null</c> where nothing drafts or the roofline prices it.</summary>
    public LinearPredictor? LinearDrafter { get; init; }

    /// <summary>The price of an accelerator, or <c>null</c> where nobody gave one.</summary>
    public GpuPrice? Price { get; init; }

    /// <summary>How accelerators are paid for and what is sold, or <c>null</c> where it is not known what they cost.</summary>
    public EconomicsTerms? Economics { get; init; }

    /// <summary>The day that somebody assumes on paper, or <c>null</c> where nobody does.</summary>
    public DailyUse? Assumed { get; init; }

    /// <summary>What the replicas of an interval of the run cost in US dollars; <c>null</c> where a group has no price.</summary>
    public double? CostUsd(TimelineRow row) => Groups.Zip(row.ReplicaTime).Aggregate((double?)0, static (sum, pair) =>
        sum + ((double)pair.Second / SimDuration.PicosecondsPerSecond / 3600 * pair.First.AcceleratorsPerReplica * pair.First.Replica.Price?.UsdPerGpuHour));

    /// <summary>What was found out, refused for a reason.</summary>
    internal ScenarioPlan Refused(PointStatus status, string reason) => this with { Status = status, Reason = reason };
}
