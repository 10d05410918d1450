using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>
/// The profit and loss account of a day as lines for people and spreadsheets: what somebody assumes beside what the simulation says and the
/// ends of its error band, each with its unit; earnings and costs with quantity and price. What is not known has no figure.
/// </summary>
public static class AccountReport
{
    private const decimal Million = 1_000_000;
    private const decimal SecondsPerDay = 86_400;

    /// <summary>The lines of a scenario that was run.</summary>
    /// <param name="assumed">The account of what somebody assumes, or <c>null</c>.</param>
    /// <param name="result">The run.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="alternatives">Other terms and other days that are asked about.</param>
    public static IReadOnlyList<AccountRow> Rows(RunEconomics? assumed, PointResult result, ScenarioPlan plan, IReadOnlyList<AlternativeAccount> alternatives)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(alternatives);
        AccountRows rows = new(assumed, result);
        EconomicsChoice? asked = result.Inputs.Scenario.Economics;
        Traffic(rows);
        Revenue(rows);
        Costs(rows);
        Outcome(rows, asked?.Currency);
        NotServed(rows);
        UnitCosts(rows);
        Service(rows, result);
        TenantRows.Add(rows);
        SubscriberRows.Add(rows, asked?.Subscription);
        AlternativeRows.Add(rows, alternatives);
        GigawattRows.Add(rows, (decimal?)plan.Layout?.Accelerator.Power.AllInKilowatts, asked?.Gigawatts ?? []);
        return rows.All;
    }

    private static void Traffic(AccountRows rows)
    {
        rows.Add("traffic", "input tokens", "M tokens/day", e => e.Account.Use.UncachedInputTokens / Million);
        rows.Add("traffic", "cached input tokens", "M tokens/day", e => e.Account.Use.CachedInputTokens / Million);
        rows.Add("traffic", "output tokens", "M tokens/day", e => e.Account.Use.OutputTokens / Million);
        rows.Add("traffic", "billed tokens", "M tokens/day", e => e.Account.Use.BilledTokens / Million);
        rows.Add("traffic", "output tokens", "tokens/s", e => e.Account.Use.OutputTokens / SecondsPerDay);
        rows.Add("traffic", "requests", "requests/day", e => e.Account.Use.Requests);
        rows.Add("traffic", "resolved tasks", "tasks/day", e => e.ResolvedTasksPerDay);
        rows.Add("traffic", "tokens computed and not billed", "M tokens/day", e => e.Account.Use.UnbilledTokens / Million);
        rows.Add("traffic", "paid accelerator-hours", "GPU-hours/day", e => e.Account.Use.PaidGpuHours);
        rows.Add("traffic", "busy accelerator-hours", "GPU-hours/day", e => e.Account.Use.BusyGpuHours);
    }

    private static void Revenue(AccountRows rows)
    {
        foreach (string name in rows.Names(e => e.Account.Revenue.Select(l => l.Name)))
        {
            RevenueLine? Line(RunEconomics? e) => e?.Account.Revenue.FirstOrDefault(l => l.Name == name);
            RevenueLine of = (Line(rows.Simulated) ?? Line(rows.Assumed))!;
            rows.Add("revenue", name, "USD/day", e => Line(e)?.UsdPerDay, row => row with
            {
                AssumedQuantity = Line(rows.Assumed)?.QuantityPerDay,
                SimulatedQuantity = Line(rows.Simulated)?.QuantityPerDay,
                QuantityUnit = of.Unit,
                UsdPerUnit = of.UsdPerUnit,
                Source = of.Unit == TokenPriceList.Unit ? Source((rows.Simulated ?? rows.Assumed)!.Terms, name) : null,
            });
        }

        rows.Add("revenue", "revenue", "USD/day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay : null);
    }

    private static void Costs(AccountRows rows)
    {
        foreach (string name in rows.Names(e => e.Account.Costs.Select(l => l.Name)))
        {
            CostLine? Line(RunEconomics? e) => e?.Account.Costs.FirstOrDefault(l => l.Name == name);
            CostLine of = (Line(rows.Simulated) ?? Line(rows.Assumed))!;
            rows.Add("cost", $"{name} ({(of.Behaviour == CostBehaviour.Fixed ? "fixed" : "marginal")})", "USD/day", e => Line(e)?.UsdPerDay, row => row with
            {
                AssumedQuantity = Line(rows.Assumed)?.QuantityPerDay,
                SimulatedQuantity = Line(rows.Simulated)?.QuantityPerDay,
                QuantityUnit = of.Unit,
                UsdPerUnit = of.UsdPerUnit,
                Source = of.Source,
            });
        }

        rows.Add("cost", "fixed cost", "USD/day", e => e.Account.FixedUsdPerDay);
        rows.Add("cost", "marginal cost", "USD/day", e => e.Account.MarginalUsdPerDay);
        rows.Add("cost", "cost", "USD/day", e => e.Account.CostUsdPerDay);
    }

    private static void Outcome(AccountRows rows, ReportingCurrency? currency)
    {
        rows.Add("result", "profit", "USD/day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null);
        rows.Add("result", "gross margin", "%", e => e.Account.GrossMargin * 100);
        rows.Add("result", "return on all costs", "%", e => e.ReturnOnCost * 100);
        rows.Add("result", "profit of a paid accelerator-hour", "USD/GPU-hour", e => e.ProfitUsdPerGpuHour);
        rows.Add("result", "break-even price, all tokens alike", "USD/M tokens", e => e.BreakEvenUsdPerMtok);
        rows.Add("result", "break-even factor on the prices", "x", e => e.Account.BreakEvenPriceFactor);
        rows.Add("result", "break-even part of this traffic", "%", e => e.BreakEvenLoadFraction * 100);
        rows.Add("result", "break-even rent of an hour that is let", "USD/GPU-hour", e => e.BreakEvenUsdPerRentedGpuHour);
        rows.Add("result", "break-even share of the hours that is let", "%", e => e.BreakEvenRentedShare * 100);
        if (currency is not null)
        {
            rows.Add("result", "revenue", $"{currency.Code}/day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay * currency.PerUsd : null);
            rows.Add("result", "cost", $"{currency.Code}/day", e => e.Account.CostUsdPerDay * currency.PerUsd);
            rows.Add("result", "profit", $"{currency.Code}/day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay * currency.PerUsd : null);
        }
    }

    /// <summary>Requests that were rejected, lost or given up, and what they would have paid: beside the account, not in it.</summary>
    private static void NotServed(AccountRows rows)
    {
        if (rows.Simulated?.Account.Use.Unserved is not { Requests: > 0 })
        {
            return;
        }

        rows.Add("not served", "requests rejected, lost or given up", "requests/day", e => e.Account.Use.Unserved?.Requests);
        rows.Add("not served", "input tokens of them", "M tokens/day", e => e.Account.Use.Unserved?.InputTokens / Million);
        rows.Add("not served", "output tokens of them", "M tokens/day", e => e.Account.Use.Unserved?.OutputTokens / Million);
        rows.Add("not served", "revenue lost on them, not in the profit", "USD/day", e => e.LostUsdPerDay);
    }

    /// <summary>Who asks the price of a line: in a mix the lines of a tenant begin with its name.</summary>
    private static string? Source(EconomicsTerms terms, string line) =>
        terms.Tenants?.Tenants.FirstOrDefault(t => line.StartsWith($"{t.Name}: ", StringComparison.Ordinal))?.Prices?.Source ?? terms.Prices?.Source;

    private static void UnitCosts(AccountRows rows)
    {
        // Of hours that are let the owner sells no tokens: what one costs is for the tenant to reckon, from the hours he pays.
        if ((rows.Simulated ?? rows.Assumed)?.Terms.HoursLet is null)
        {
            UnitCostsOfTokens(rows);
        }

        rows.Add("unit cost", "accelerator-hour held", "USD", e => e.AcceleratorUsdPerGpuHour);
        rows.Add("unit cost", "energy of a billed token", "J", e => e.JoulesPerBilledToken);
        rows.Add("unit cost", "emissions", "gCO2/M tokens", e => e.Gco2PerMtok);
    }

    private static void UnitCostsOfTokens(AccountRows rows)
    {
        // Computing them again was saved; whether their memory costs something is a convention, and 0 would look like a figure.
        bool isCharged = (rows.Simulated ?? rows.Assumed)?.Terms.CachedInputPoolShare > 0;
        rows.Add("unit cost", "all billed tokens", "USD/M tokens", e => e.Account.CostUsdPerMtok);
        rows.Add("unit cost", "of it fixed", "USD/M tokens", e => e.Account.FixedUsdPerMtok);
        rows.Add("unit cost", "of it marginal", "USD/M tokens", e => e.Account.MarginalUsdPerMtok);
        rows.Add("unit cost", "of it idle time", "USD/M tokens", e => e.Attribution?.IdleUsdPerMtok);
        rows.Add("unit cost", "input tokens computed", "USD/M tokens", e => e.Attribution?.UncachedInputUsdPerMtok);
        rows.Add("unit cost", $"input tokens cached{(isCharged ? "" : ", no memory laid on them")}", "USD/M tokens", e => e.Attribution?.CachedInputUsdPerMtok);
        rows.Add("unit cost", "output tokens", "USD/M tokens", e => e.Attribution?.OutputUsdPerMtok);
        rows.Add("unit cost", "output tokens within the latency limits", "USD/M tokens", e => e.Attribution?.GoodOutputUsdPerMtok);
        rows.Add("unit cost", "request", "USD", e => e.Attribution?.UsdPerRequest);
        rows.Add("unit cost", "user and month", "USD", e => e.UsdPerUserMonth);
        rows.Add("unit cost", "resolved task", "USD", e => e.UsdPerResolvedTask);
    }

    private static void Service(AccountRows rows, PointResult result)
    {
        if (result.Report is not SimulationReport report)
        {
            return;
        }

        rows.Add("service", "tokens/s of a user", "tokens/s", report.Tpot.MeanMs > 0 ? 1000 / report.Tpot.MeanMs : null, result.Error?.TpotPercent);
        rows.Add("service", "p99 time to first token", "ms", report.Ttft.P99Ms);
        rows.Add("service", "p99 time per output token", "ms", report.Tpot.P99Ms);
        rows.Add("service", "busy share of the paid hours", "%", 100 * report.BusyFraction);
        rows.Add("service", "input tokens from the cache", "%", 100 * report.CacheHitFraction);
        rows.Add("service", "requests within the latency limits", "%", report.Completed == 0 ? null : 100.0 * report.CompletedWithinSlo / report.Completed);
    }
}
