using InferenceSim.Economics;
using InferenceSim.Economics.Revenues;
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
        IStepTimePredictor predictor = roofline ?? (IStepTimePredictor)plan.Linear!;
        TokenTierMeter? tiers = plan.Economics?.Prices is { Tiers.Count: > 0 } priced ? new TokenTierMeter(priced) : null;
        SimulationReport report = SimulationRun.Execute(
            plan.Workload, plan.Engine, predictor, plan.Run with { OnRequest = Listening(plan.Run.OnRequest, tiers), Cancellation = cancellation });
        (PointStatus status, string? reason) = Judge(plan, report);
        double seconds = report.Duration.Seconds;
        RunEnergy? energy = roofline is null || PowerModel.Of(plan.Layout!.Accelerator) is not { } power
            ? null
            : RunEnergy.Of(report, plan.Inputs.Gpus!.Value, roofline.PeakFlopsPerSecond, roofline.PeakBytesPerSecond, power);
        RunEconomics? economics = Economics(plan, report, energy, tiers);
        return new PointResult
        {
            Inputs = plan.Inputs,
            Status = status,
            Reason = reason,
            Report = report,
            Cost = economics is null ? null : RunCost.Of(report, plan.Inputs.Gpus ?? 1, HourPrice(plan, economics)),
            Economics = economics,
            Energy = energy,
            Notes = plan.Workload.Notes,
            Mfu = roofline is null || seconds == 0 ? null : (double)report.Flops / (seconds * roofline.PeakFlopsPerSecond),
            Mbu = roofline is null || seconds == 0 ? null : (double)report.Bytes / (seconds * roofline.PeakBytesPerSecond),
        };
    }

    private static RunEconomics? Economics(ScenarioPlan plan, SimulationReport report, RunEnergy? energy, TokenTierMeter? tiers)
    {
        if (plan.Economics is not { } terms || DailyUse.Of(report, plan.Inputs.Gpus ?? 1, energy) is not { } day)
        {
            return null;
        }

        return (tiers is null ? terms : terms with { Prices = terms.Prices! with { Shares = tiers.Shares() } }).Of(day);
    }

    /// <summary>The price of an hour: the rent, or what owning or paying for busy hours only comes to for an hour that is held.</summary>
    private static GpuPrice HourPrice(ScenarioPlan plan, RunEconomics economics) => plan.Price is { } rent && economics.AcceleratorUsdPerGpuHour == (decimal)rent.UsdPerGpuHour
        ? rent
        : new GpuPrice((double)economics.AcceleratorUsdPerGpuHour, plan.Price is { } basis ? $"all rent over hours held, at {basis.Source}" : "owned: capital, space, electricity, operations");

    private static Action<RequestOutcome>? Listening(Action<RequestOutcome>? first, TokenTierMeter? tiers) => tiers is null
        ? first
        : outcome =>
        {
            first?.Invoke(outcome);
            tiers.Add(outcome);
        };

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
