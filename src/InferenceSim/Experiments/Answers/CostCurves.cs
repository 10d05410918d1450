using InferenceSim.Economics;
using InferenceSim.Models;

namespace InferenceSim.Experiments.Answers;

/// <summary>What a million tokens cost against each of the things that move it, one at a time, around a scenario.</summary>
/// <param name="probe">Runs scenarios.</param>
/// <param name="scenario">The scenario.</param>
public sealed class CostCurves(ScenarioProbe probe, Scenario scenario)
{
    private const double Billion = 1e9;

    private static readonly string[] s_models = ["llama-2-7b", "llama-2-13b", "qwen2.5-32b", "llama-3.1-70b", "llama-3.1-405b"];
    private static readonly string[] s_gpus = ["l40s", "a100-80-sxm", "h100-sxm", "h200-sxm", "b200-sxm", "mi300x", "tpu-v6e", "trainium2"];
    private static readonly double[] s_loads = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    private static readonly double[] s_shares = [0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9];

    /// <summary>All curves.</summary>
    public IReadOnlyList<CostCurvePoint> All()
    {
        _ = probe.Terms(scenario, mustSell: false);
        if (scenario.Groups is not null)
        {
            throw new UsageException("curves turn the model, the accelerator and the batch of one kind of replica: ask for them of a scenario without 'groups'");
        }

        SustainedLoad load = SustainedLoad.Of(probe, scenario);
        return [.. Batch(load.Filled), .. Load(load), .. Idle(load.Full), .. CacheHit(load), .. Model(load.Filled), .. Gpu(load.Filled)];
    }

    private static CostCurvePoint Point(string curve, double x, string unit, PointResult run, string label = "", RunEconomics? money = null)
    {
        money ??= run.Economics;
        return new(curve, x, unit, label, (double?)money?.Account.CostUsdPerMtok, (double?)money?.Attribution?.OutputUsdPerMtok, run);
    }

    private IEnumerable<CostCurvePoint> Batch(Scenario filled)
    {
        int[] batches = [1, 2, 4, 8, 16, 32, 64, 128, 256];
        return batches.Zip(
            probe.RunAll([.. batches.Select(b => filled with { Batch = b, Requests = null })]),
            (b, r) => Point("batch", b, "sequences", SustainedLoad.AsMeant(r)));
    }

    private IEnumerable<CostCurvePoint> Load(SustainedLoad load)
    {
        double capacity = load.RequestsPerSecond;
        IReadOnlyList<PointResult> runs = probe.RunAll([.. s_loads.Select(l => load.At(l * capacity))]);
        return
        [
            .. s_loads.Zip(runs, (l, r) => Point("load", l * capacity, "requests/s", r)),
            .. runs.Where(r => r.Report is not null).Select(r => Point("utilization", 100 * r.Report!.BusyFraction, "% of the paid time busy", r)),
        ];
    }

    /// <summary>Full service for part of the day and nothing in the rest, which is paid for all the same: no simulation is needed for the rest.</summary>
    private static IEnumerable<CostCurvePoint> Idle(PointResult full) =>
        Enumerable.Range(0, 12).Select(i => Point("idle", 2 * i, "hours a day without traffic", SustainedLoad.AsMeant(full), money: full.Economics?.PartOfTheDay((24 - (2 * i)) / 24m)));

    private IEnumerable<CostCurvePoint> CacheHit(SustainedLoad load)
    {
        double mean = load.Full.Report!.PromptTokens / (double)load.Full.Report.Completed;
        Scenario basis = load.Filled;
        return probe.RunAll([.. s_shares.Select(s => basis with { SharedPrefixTokens = Math.Max(1, (int)Math.Round(s * mean)) })])
            .Where(r => r.Report is not null)
            .Select(r => Point("cache-hit", 100 * r.Report!.CacheHitFraction, "% of the input tokens cached", SustainedLoad.AsMeant(r)));
    }

    private IEnumerable<CostCurvePoint> Model(Scenario filled)
    {
        Scenario basis = filled with { Tp = null, Precision = scenario.Precision ?? "fp8" };
        return s_models.Zip(
            probe.RunAll([.. s_models.Select(m => basis with { Model = m })]),
            (m, r) => Point("model", Math.Round(ModelCatalog.Find(m).TotalParameters / Billion), "billion parameters", SustainedLoad.AsMeant(r), m));
    }

    private IEnumerable<CostCurvePoint> Gpu(Scenario filled)
    {
        // Each at its own price in the catalog, in a format that all of them compute in.
        Scenario basis = filled with { Tp = null, Price = null, RentalFrom = null, Precision = "bf16" };
        basis = basis with { Economics = basis.Economics is null ? null : basis.Economics with { Rental = null, Ownership = null } };
        return s_gpus.Zip(probe.RunAll([.. s_gpus.Select(g => basis with { Gpu = g })]), (g, r) => Point("gpu", Array.IndexOf(s_gpus, g), "accelerator", SustainedLoad.AsMeant(r), g));
    }
}
