using InferenceSim.Economics;
using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>The lines of an alternative that was run for itself: its money, and what it serves.</summary>
internal static class AlternativeRows
{
    private const decimal Million = 1_000_000;

    /// <summary>Its lines.</summary>
    public static IEnumerable<AccountRow> Of(string name, PointResult run)
    {
        (string Line, string Unit, Func<RunEconomics, decimal?> Value)[] lines =
        [
            ($"accelerators ({run.Inputs.Model} on {run.Inputs.Gpu})", "accelerators", e => e.Account.Use.PaidGpuHours / DailyUse.HoursPerDay),
            ("billed tokens", "M tokens/day", e => e.Account.Use.BilledTokens / Million),
            ("revenue", "USD/day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay : null),
            ("cost", "USD/day", e => e.Account.CostUsdPerDay),
            ("profit", "USD/day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null),
            ("gross margin", "%", e => e.Account.GrossMargin * 100),
            ("return on all costs", "%", e => e.ReturnOnCost * 100),
            ("profit of a paid accelerator-hour", "USD/GPU-hour", e => e.ProfitUsdPerGpuHour),
            ("cost of billed tokens", "USD/M tokens", e => e.Terms.HoursLet is null ? e.Account.CostUsdPerMtok : null),
            ("cost of a request", "USD", e => e.Attribution?.UsdPerRequest),
            ("resolved tasks", "tasks/day", e => e.ResolvedTasksPerDay),
            ("cost of a resolved task", "USD", e => e.UsdPerResolvedTask),
        ];
        foreach ((string line, string unit, Func<RunEconomics, decimal?> value) in lines)
        {
            if (run.Economics is { } economics && value(economics) is decimal figure)
            {
                MoneyBand band = MoneyBand.Of(run, value);
                yield return Row(line, unit, figure) with { SimulatedLow = band.Low == band.High ? null : band.Low, SimulatedHigh = band.Low == band.High ? null : band.High };
            }
        }

        if (run.Economics?.Account.Costs is { } costs)
        {
            foreach (Economics.Costs.CostLine cost in costs.Where(c => c.UsdPerDay != 0))
            {
                yield return Row($"of the cost: {cost.Name}", "USD/day", cost.UsdPerDay) with { SimulatedQuantity = cost.QuantityPerDay, QuantityUnit = cost.Unit, UsdPerUnit = cost.UsdPerUnit, Source = cost.Source };
            }
        }

        if (run.Report is { } report)
        {
            (string Line, string Unit, double? Value)[] served =
            [
                ("tokens/s of a user", "tokens/s", report.Tpot.MeanMs > 0 ? 1000 / report.Tpot.MeanMs : null),
                ("p99 time to first token", "ms", report.Ttft.P99Ms),
                ("busy share of the paid hours", "%", 100 * report.BusyFraction),
            ];
            foreach ((string line, string unit, double? value) in served.Where(s => s.Value is double v && double.IsFinite(v)))
            {
                yield return Row(line, unit, (decimal)value!.Value);
            }
        }

        AccountRow Row(string line, string unit, decimal value) => new("alternatives", $"{name}: {line}", unit, null, value);
    }
}
