using InferenceSim.Economics;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Capacity;
using InferenceSim.Serving;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>What one point of an experiment gave: one row.</summary>
public sealed record PointResult
{
    /// <summary>What it was run with.</summary>
    public required PointInputs Inputs { get; init; }

    /// <summary>Which point of a sweep it is; <c>null</c> where there is no sweep.</summary>
    public SweepPlace? Place { get; init; }

    /// <summary>How it ended.</summary>
    public required PointStatus Status { get; init; }

    /// <summary>Why it is not <see cref="PointStatus.Ok"/>, with the arithmetic.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The runs that this row is the mean of, in order; empty where it is one run itself. Everything below is then that of the first:
    /// ask <see cref="Mean"/> for a figure of the row.
    /// </summary>
    public IReadOnlyList<PointResult> Replications { get; init; } = [];

    /// <summary>The figures; <c>null</c> where nothing was simulated.</summary>
    public SimulationReport? Report { get; init; }

    /// <summary>What each group of replicas gave; empty where nothing was simulated.</summary>
    public IReadOnlyList<GroupResult> Groups { get; init; } = [];

    /// <summary>The money; <c>null</c> where nothing was simulated or nobody gave a price.</summary>
    public RunCost? Cost { get; init; }

    /// <summary>The account of a day; <c>null</c> where nothing was simulated or it is not known what accelerators cost.</summary>
    public RunEconomics? Economics { get; init; }

    /// <summary>How far off it may be; <c>null</c> where nothing was simulated or no hardware was priced.</summary>
    public PredictionError? Error { get; init; }

    /// <summary>The energy; <c>null</c> where nothing was simulated or the power of the accelerator is not known.</summary>
    public RunEnergy? Energy { get; init; }

    /// <summary>What was changed or left out of the workload.</summary>
    public WorkloadNotes? Notes { get; init; }

    /// <summary>Model FLOPs over what the accelerators could have done in the window; <c>null</c> without a hardware model.</summary>
    public double? Mfu { get; init; }

    /// <summary>Bytes moved over what the memory could have moved in the window; <c>null</c> without a hardware model.</summary>
    public double? Mbu { get; init; }

    /// <summary>What the search found whose answer this point is; <c>null</c> where nothing was searched for.</summary>
    public CapacityFinding? Capacity { get; init; }

    /// <summary>Whether it has figures.</summary>
    public bool Ran => Report is not null;

    /// <summary>A figure of the row: its mean over the replications that have it, or the figure itself where there is one run.</summary>
    public double? Mean(Func<PointResult, double?> figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Replications.Count == 0 ? figure(this) : ReplicationInterval.Of(Replications.Select(figure)).Mean;
    }
}
