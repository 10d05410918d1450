using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;

namespace InferenceSim.Results;

/// <summary>The lines of alternatives: their money, and what those serve that were run for themselves.</summary>
internal static class AlternativeRows
{
    private const decimal Million = 1_000_000;

    /// <summary>Adds those of other terms for the same day, and those that were run for themselves.</summary>
    public static void Add(AccountRows rows, IReadOnlyList<AlternativeAccount> alternatives)
    {
        foreach (AlternativeAccount alternative in alternatives)
        {
            if (alternative.OwnRun is { } run)
            {
                rows.AddRange(Of(alternative.Name, run));
            }

            if (alternative is not { Name: string name, Terms: EconomicsTerms terms })
            {
                continue;
            }

            RunEconomics Other(RunEconomics e) => (terms with { Users = terms.Users ?? e.Terms.Users, Tenants = terms.Tenants?.UsedAs(e.Terms.Tenants) }).Of(e.Account.Use);
            rows.Add("alternatives", $"{name}: revenue", "USD/day", e => terms.HasSales ? Other(e).Account.RevenueUsdPerDay : null);
            rows.Add("alternatives", $"{name}: cost", "USD/day", e => Other(e).Account.CostUsdPerDay);
            rows.Add("alternatives", $"{name}: profit", "USD/day", e => terms.HasSales ? Other(e).Account.ProfitUsdPerDay : null);
            rows.Add("alternatives", $"{name}: gross margin", "%", e => Other(e).Account.GrossMargin * 100);
            rows.Add("alternatives", $"{name}: return on all costs", "%", e => Other(e).ReturnOnCost * 100);
            rows.Add("alternatives", $"{name}: cost of billed tokens", "USD/M tokens", e => terms.HoursLet is null ? Other(e).Account.CostUsdPerMtok : null);
            rows.Add("alternatives", $"{name}: cost of a resolved task", "USD", e => Other(e).UsdPerResolvedTask);
        }
    }

    /// <summary>The lines of one that was run for itself.</summary>
    private static IEnumerable<AccountRow> Of(string name, PointResult run)
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
