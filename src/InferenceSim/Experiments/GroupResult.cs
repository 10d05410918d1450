using InferenceSim.Economics;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Serving;

namespace InferenceSim.Experiments;

/// <summary>What one group of a deployment gave.</summary>
/// <param name="Plan">The group.</param>
/// <param name="Report">What its replicas did over the window of the whole run.</param>
public sealed record GroupResult(GroupPlan Plan, SimulationReport Report)
{
    /// <summary>What it cost; <c>null</c> where nobody gave a price.</summary>
    public RunCost? Cost { get; init; }

    /// <summary>The account of its day, with its own accelerators and tokens; <c>null</c> where nobody gave a price.</summary>
    public RunEconomics? Economics { get; init; }

    /// <summary>How far off it may be; <c>null</c> without a hardware model.</summary>
    public PredictionError? Error { get; init; }

    /// <summary>Its energy; <c>null</c> where the power of the accelerator is not known.</summary>
    public RunEnergy? Energy { get; init; }

    /// <summary>Peak of one replica in the format of the weights; <c>null</c> without a hardware model.</summary>
    public double? PeakFlopsPerSecond { get; init; }

    /// <summary>Peak memory bandwidth of one replica; <c>null</c> without a hardware model.</summary>
    public double? PeakBytesPerSecond { get; init; }

    /// <summary>Hours of accelerators that were paid for.</summary>
    public double GpuHours => Plan.AcceleratorsPerReplica * Report.ReplicaSeconds / 3600;
}
