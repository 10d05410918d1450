using InferenceSim.Economics;
using InferenceSim.Hardware;
using InferenceSim.Serving;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>Runs a plan and judges what came out.</summary>
public static class ScenarioRunner
{
    private const double SaturatedShare = 0.01;

    /// <summary>Runs <paramref name="plan"/>; one that cannot be run gives its row without figures.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PointResult Run(ScenarioPlan plan, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Workload is null || plan.Engine is null)
        {
            return new PointResult { Inputs = plan.Inputs, Status = plan.Status, Reason = plan.Reason };
        }

        RooflinePredictor? roofline = plan.Layout is null ? null : new RooflinePredictor(plan.Layout);
        IStepTimePredictor predictor = Predictor(plan, roofline);
        SimulationReport report = SimulationRun.Execute(
            plan.Workload, plan.Engine, predictor, plan.Run with { Cancellation = cancellation });
        (PointStatus status, string? reason) = Judge(plan, report);
        double seconds = report.Duration.Seconds;
        return new PointResult
        {
            Inputs = plan.Inputs,
            Status = status,
            Reason = reason,
            Report = report,
            Cost = plan.Price is null ? null : RunCost.Of(report, plan.Inputs.Gpus ?? 1, plan.Price),
            Energy = roofline is null || PowerModel.Of(plan.Layout!.Accelerator) is not { } power
                ? null
                : RunEnergy.Of(report, plan.Inputs.Gpus!.Value, roofline.PeakFlopsPerSecond, roofline.PeakBytesPerSecond, power),
            Notes = plan.Workload.Notes,
            Mfu = roofline is null || seconds == 0 ? null : (double)report.Flops / (seconds * roofline.PeakFlopsPerSecond),
            Mbu = roofline is null || seconds == 0 ? null : (double)report.Bytes / (seconds * roofline.PeakBytesPerSecond),
        };
    }

    private static IStepTimePredictor Predictor(ScenarioPlan plan, RooflinePredictor? roofline)
    {
        IStepTimePredictor target = roofline ?? (IStepTimePredictor)plan.Linear!;
        IStepTimePredictor? drafter = plan.Layout?.DraftLayout is { } draft ? new RooflinePredictor(draft) : plan.LinearDrafter;
        return drafter is null ? target : new SpeculativePredictor(target, drafter, plan.Engine!.Speculation!.DraftTokens);
    }

    private static (PointStatus Status, string? Reason) Judge(ScenarioPlan plan, SimulationReport report)
    {
        if (report.Stop != StopReason.Finished)
        {
            return (PointStatus.Stopped, report.StopDetail);
        }

        if (report.Completed == 0 && report.Rejected > 0)
        {
            return (PointStatus.Error, $"every request was rejected; the first: {report.FirstRejection}");
        }

        long waiting = report.WaitingAtLastArrival;
        if (plan.Workload!.IsOpenLoop && waiting > plan.Engine!.MaxSequences && waiting > SaturatedShare * report.Arrived)
        {
            return (PointStatus.Saturated, FormattableString.Invariant(
                $"{waiting} requests were waiting when the last arrived: more than the batch limit {plan.Engine.MaxSequences} and more than 1% of {report.Arrived}"));
        }

        Scenario asked = plan.Inputs.Scenario;
        string[] misses =
        [
            .. Miss("TTFT", report.Ttft.P99Ms, asked.SloTtftMs),
            .. Miss("TPOT", report.Tpot.P99Ms, asked.SloTpotMs),
        ];
        return misses.Length == 0 ? (PointStatus.Ok, null) : (PointStatus.MissesSlo, string.Join("; ", misses));
    }

    private static IEnumerable<string> Miss(string name, double? p99, double? limit)
    {
        if (p99 > limit)
        {
            yield return FormattableString.Invariant($"p99 {name} {p99:0.#} ms is above the limit of {limit:0.#} ms");
        }
    }
}
