using InferenceSim.Economics;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Serving;
using InferenceSim.Simulation;
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

        RooflinePredictor?[] rooflines = [.. plan.Groups.Select(g => g.Replica.Roofline)];
        DeploymentOptions deployment = new()
        {
            Groups = [.. plan.Groups.Select((g, i) => g.Options(Predictor(g.Replica, rooflines[i])))],
            Router = RouterNames.Of(plan.Inputs.Router ?? RouterNames.Names[0]),
            RouterStaleness = SimDuration.FromSeconds(plan.Inputs.Scenario.RouterStaleness ?? 0),
            KvTransfer = DeploymentPlanner.KvTransfer(plan),
            MaxOutstanding = plan.Inputs.Scenario.MaxOutstanding,
            MaxWaiting = plan.Inputs.Scenario.MaxWaiting,
            Seed = plan.Seed,
        };
        SalesMeter sales = new(plan.Economics);
        SimulationReport report = SimulationRun.Execute(
            plan.Workload, deployment, plan.Run with { OnRequest = sales.Listening(plan.Run.OnRequest), Cancellation = cancellation });
        (PointStatus status, string? reason) = Judge(plan, report);
        GroupResult[] groups = [.. plan.Groups.Select((g, i) => Group(g, rooflines[i], report.Groups.Count == 0 ? report : report.Groups[i].Report, KeepsUp(plan, status)))];
        return new PointResult
        {
            Inputs = plan.Inputs,
            Status = status,
            Reason = reason,
            Report = report,
            Groups = groups,
            Economics = Array.Exists(groups, g => g.Economics is null) ? null : RunMoney.Together(plan, report, groups, sales),
            Cost = Array.Exists(groups, g => g.Cost is null)
                ? null
                : RunCost.Of(report, [.. groups.Select(g => (g.Report, g.Plan.AcceleratorsPerReplica, g.Cost!.Price))]),
            Error = PredictionError.Widest(groups.Select(g => g.Error)),
            Energy = Array.Exists(groups, g => g.Energy is null)
                ? null
                : RunEnergy.Of(report, [.. groups.Select(g => (g.Energy!, g.Report, g.Plan.AcceleratorsPerReplica))]),
            Notes = plan.Workload.Notes,
            Mfu = Utilization(groups, g => (double)g.Report.Flops, g => g.PeakFlopsPerSecond),
            Mbu = Utilization(groups, g => (double)g.Report.Bytes, g => g.PeakBytesPerSecond),
        };
    }

    private static IStepTimePredictor Predictor(ScenarioPlan replica, RooflinePredictor? roofline)
    {
        IStepTimePredictor target = roofline ?? (IStepTimePredictor)replica.Linear!;
        IStepTimePredictor? drafter = replica.Layout?.DraftLayout is { } draft ? new RooflinePredictor(draft) : replica.LinearDrafter;
        return drafter is null ? target : new SpeculativePredictor(target, drafter, replica.Engine!.Speculation!.DraftTokens);
    }

    private static bool KeepsUp(ScenarioPlan plan, PointStatus status) =>
        plan.Workload!.IsOpenLoop && status is (PointStatus.Ok or PointStatus.MissesSlo);

    private static GroupResult Group(GroupPlan plan, RooflinePredictor? roofline, SimulationReport report, bool keepsUp)
    {
        RunEnergy? energy = roofline is null || PowerModel.Of(plan.Replica.Layout!.Accelerator) is not { } power
            ? null
            : RunEnergy.Of(report, plan.AcceleratorsPerReplica, roofline.PeakFlopsPerSecond, roofline.PeakBytesPerSecond, power);
        RunEconomics? economics = DailyUse.Of(report, plan.AcceleratorsPerReplica, energy) is { } use ? plan.Replica.Economics?.Of(use) : null;
        return new GroupResult(plan, report)
        {
            PeakFlopsPerSecond = roofline?.PeakFlopsPerSecond,
            PeakBytesPerSecond = roofline?.PeakBytesPerSecond,
            Error = roofline is null ? null : PredictionError.Of(
                plan.Replica.Layout!,
                EngineTable.Shipped.Named(plan.Replica.Inputs.Engine!),
                report,
                keepsUp ? Headroom.BusyFraction(plan.Replica, roofline, report) : null),
            Cost = economics is null ? null : RunCost.Of(report, plan.AcceleratorsPerReplica, RunMoney.HourPrice(plan.Replica.Price, economics)),
            Economics = economics,
            Energy = energy,
        };
    }

    /// <summary>What was done over what could have been done in the time that the replicas were there.</summary>
    private static double? Utilization(GroupResult[] groups, Func<GroupResult, double> done, Func<GroupResult, double?> peak)
    {
        double? possible = groups.Aggregate((double?)0, (sum, g) => sum + (g.Report.ReplicaSeconds * peak(g)));
        return possible is > 0 ? groups.Sum(done) / possible : null;
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
        long places = plan.Groups.Sum(g => (long)g.Replicas * g.Replica.Engine!.MaxSequences);
        if (plan.Workload!.IsOpenLoop && waiting > places && waiting > SaturatedShare * report.Arrived)
        {
            return (PointStatus.Saturated, FormattableString.Invariant(
                $"{waiting} requests were waiting when the last arrived: more than the batch limit {places} and more than 1% of {report.Arrived}"));
        }

        return LatencyLimits.Judge(plan.Inputs.Scenario, report.Ttft.P99Ms, report.Tpot.P99Ms);
    }
}
