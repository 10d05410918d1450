using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Serving;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// The error band of one prediction, from the left-out residuals of the nearest class that has enough of them. <c>x</c> per cent means: the
/// real figure lies between predicted / (1 + x) and predicted x (1 + x) in <see cref="ErrorBandTable.NominalShare"/> of cases.
/// </summary>
/// <param name="Evidence">What the prediction rests on.</param>
/// <param name="TpotPercent">Of the time per output token; <c>null</c> where there is none.</param>
/// <param name="CostLow">The lowest cost per token of the band, over the predicted one.</param>
/// <param name="CostHigh">The highest.</param>
public sealed record PredictionError(PredictionEvidence Evidence, double? TpotPercent, double CostLow, double CostHigh)
{
    private const int Digits = 3;

    /// <summary>How much lower throughput may be, in per cent in the sense above; cost per token follows it.</summary>
    public double ThroughputPercent => Math.Round(100 * (CostHigh - 1), Digits);

    /// <summary>The band of a run.</summary>
    /// <param name="layout">What was priced.</param>
    /// <param name="engine">The engine generation.</param>
    /// <param name="report">What came out.</param>
    /// <param name="needed">
    /// Where requests came by the clock and were served as they came, the share of time they need (<see cref="Headroom.BusyFraction"/>). Then
    /// arrivals decide the throughput: it cannot be higher, and is lower only if steps so much longer need more than all of the time. Otherwise <c>null</c>.
    /// </param>
    internal static PredictionError Of(ServingLayout layout, EngineGeneration engine, SimulationReport report, double? needed)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(report);
        ErrorBandTable table = ErrorBandTable.Shipped;
        PredictionClass of = PredictionClass.Of(layout, engine, report.MeanBatch);
        double slower = 1 + (table.Nearest(of, BandMetric.Throughput)!.ErrorPercent / 100);
        return new PredictionError(
            EvidenceFor(layout, table),
            report.Tpot.MeanMs > 0 ? table.Nearest(of, BandMetric.Tpot)!.ErrorPercent : null,
            needed is null ? 1 / slower : 1,
            needed is double share ? Math.Max(1, share * slower) : slower);
    }

    /// <summary>The weakest evidence and the widest band of several groups of replicas; <c>null</c> where one has none.</summary>
    internal static PredictionError? Widest(IEnumerable<PredictionError?> groups)
    {
        PredictionError?[] all = [.. groups];
        return Array.Exists(all, e => e is null)
            ? null
            : new PredictionError(all.Min(e => e!.Evidence), all.Max(e => e!.TpotPercent), all.Min(e => e!.CostLow), all.Max(e => e!.CostHigh));
    }

    private static PredictionEvidence EvidenceFor(ServingLayout layout, ErrorBandTable table) => layout.Accelerator.KernelEvidence switch
    {
        Hardware.Evidence.Datasheet => PredictionEvidence.Datasheet,
        Hardware.Evidence.Measured when IsFromCatalog(layout.Accelerator) && table.IsMeasured(layout.Model.Name, layout.Accelerator.Name) => PredictionEvidence.Calibrated,
        _ => PredictionEvidence.Transferred,
    };

    // A user's file may bear the name of the accelerator it was copied from.
    private static bool IsFromCatalog(Accelerator accelerator) =>
        AcceleratorCatalog.Names.Contains(accelerator.Name) && AcceleratorCatalog.Find(accelerator.Name) == accelerator;
}
