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
public sealed class AccountReport
{
    private const decimal Million = 1_000_000;
    private const decimal SecondsPerDay = 86_400;

    private static readonly double[] s_users = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    private readonly RunEconomics? _assumed;
    private readonly RunEconomics? _simulated;
    private readonly PointResult _result;
    private readonly List<AccountRow> _rows = [];

    private AccountReport(RunEconomics? assumed, PointResult result) => (_assumed, _simulated, _result) = (assumed, result.Economics, result);

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
        AccountReport report = new(assumed, result);
        report.Traffic();
        report.Revenue();
        report.Costs();
        report.Outcome(result.Inputs.Scenario.Economics?.Currency);
        report.UnitCosts();
        report.Service(result);
        report.Users(result.Inputs.Scenario.Economics?.Subscription);
        report.Alternatives(alternatives);
        report.PerGigawatt((decimal?)plan.Layout?.Accelerator.Power.AllInKilowatts, result.Inputs.Scenario.Economics?.Gigawatts ?? []);
        return report._rows;
    }

    private void Traffic()
    {
        Add("traffic", "input tokens", "M tokens/day", e => e.Account.Use.UncachedInputTokens / Million);
        Add("traffic", "cached input tokens", "M tokens/day", e => e.Account.Use.CachedInputTokens / Million);
        Add("traffic", "output tokens", "M tokens/day", e => e.Account.Use.OutputTokens / Million);
        Add("traffic", "billed tokens", "M tokens/day", e => e.Account.Use.BilledTokens / Million);
        Add("traffic", "output tokens", "tokens/s", e => e.Account.Use.OutputTokens / SecondsPerDay);
        Add("traffic", "requests", "requests/day", e => e.Account.Use.Requests);
        Add("traffic", "resolved tasks", "tasks/day", e => e.ResolvedTasksPerDay);
        Add("traffic", "tokens computed and not billed", "M tokens/day", e => e.Account.Use.UnbilledTokens / Million);
        Add("traffic", "paid accelerator-hours", "GPU-hours/day", e => e.Account.Use.PaidGpuHours);
        Add("traffic", "busy accelerator-hours", "GPU-hours/day", e => e.Account.Use.BusyGpuHours);
    }

    private void Revenue()
    {
        foreach (string name in Names(e => e.Account.Revenue.Select(l => l.Name)))
        {
            RevenueLine? Line(RunEconomics? e) => e?.Account.Revenue.FirstOrDefault(l => l.Name == name);
            RevenueLine of = (Line(_simulated) ?? Line(_assumed))!;
            Add("revenue", name, "USD/day", e => Line(e)?.UsdPerDay, row => row with
            {
                AssumedQuantity = Line(_assumed)?.QuantityPerDay,
                SimulatedQuantity = Line(_simulated)?.QuantityPerDay,
                QuantityUnit = of.Unit,
                UsdPerUnit = of.UsdPerUnit,
                Source = of.Unit == TokenPriceList.Unit ? (_simulated ?? _assumed)!.Terms.Prices?.Source : null,
            });
        }

        Add("revenue", "revenue", "USD/day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay : null);
    }

    private void Costs()
    {
        foreach (string name in Names(e => e.Account.Costs.Select(l => l.Name)))
        {
            CostLine? Line(RunEconomics? e) => e?.Account.Costs.FirstOrDefault(l => l.Name == name);
            CostLine of = (Line(_simulated) ?? Line(_assumed))!;
            Add("cost", $"{name} ({(of.Behaviour == CostBehaviour.Fixed ? "fixed" : "marginal")})", "USD/day", e => Line(e)?.UsdPerDay, row => row with
            {
                AssumedQuantity = Line(_assumed)?.QuantityPerDay,
                SimulatedQuantity = Line(_simulated)?.QuantityPerDay,
                QuantityUnit = of.Unit,
                UsdPerUnit = of.UsdPerUnit,
                Source = of.Source,
            });
        }

        Add("cost", "fixed cost", "USD/day", e => e.Account.FixedUsdPerDay);
        Add("cost", "marginal cost", "USD/day", e => e.Account.MarginalUsdPerDay);
        Add("cost", "cost", "USD/day", e => e.Account.CostUsdPerDay);
    }

    private void Outcome(ReportingCurrency? currency)
    {
        Add("result", "profit", "USD/day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay : null);
        Add("result", "gross margin", "%", e => e.Account.GrossMargin * 100);
        Add("result", "return on all costs", "%", e => e.ReturnOnCost * 100);
        Add("result", "profit of a paid accelerator-hour", "USD/GPU-hour", e => e.ProfitUsdPerGpuHour);
        Add("result", "break-even price, all tokens alike", "USD/M tokens", e => e.BreakEvenUsdPerMtok);
        Add("result", "break-even factor on the prices", "x", e => e.Account.BreakEvenPriceFactor);
        Add("result", "break-even part of this traffic", "%", e => e.BreakEvenLoadFraction * 100);
        Add("result", "break-even rent of an hour that is let", "USD/GPU-hour", e => e.BreakEvenUsdPerRentedGpuHour);
        Add("result", "break-even share of the hours that is let", "%", e => e.BreakEvenRentedShare * 100);
        if (currency is not null)
        {
            Add("result", "revenue", $"{currency.Code}/day", e => e.Terms.HasSales ? e.Account.RevenueUsdPerDay * currency.PerUsd : null);
            Add("result", "cost", $"{currency.Code}/day", e => e.Account.CostUsdPerDay * currency.PerUsd);
            Add("result", "profit", $"{currency.Code}/day", e => e.Terms.HasSales ? e.Account.ProfitUsdPerDay * currency.PerUsd : null);
        }
    }

    private void UnitCosts()
    {
        // Of hours that are let the owner sells no tokens: what one costs is for the tenant to reckon, from the hours he pays.
        if ((_simulated ?? _assumed)?.Terms.HoursLet is null)
        {
            UnitCostsOfTokens();
        }

        Add("unit cost", "accelerator-hour held", "USD", e => e.AcceleratorUsdPerGpuHour);
        Add("unit cost", "energy of a billed token", "J", e => e.JoulesPerBilledToken);
        Add("unit cost", "emissions", "gCO2/M tokens", e => e.Gco2PerMtok);
    }

    private void UnitCostsOfTokens()
    {
        Add("unit cost", "all billed tokens", "USD/M tokens", e => e.Account.CostUsdPerMtok);
        Add("unit cost", "of it fixed", "USD/M tokens", e => e.Account.FixedUsdPerMtok);
        Add("unit cost", "of it marginal", "USD/M tokens", e => e.Account.MarginalUsdPerMtok);
        Add("unit cost", "of it idle time", "USD/M tokens", e => e.Attribution?.IdleUsdPerMtok);
        Add("unit cost", "input tokens computed", "USD/M tokens", e => e.Attribution?.UncachedInputUsdPerMtok);
        Add("unit cost", "input tokens cached", "USD/M tokens", e => e.Attribution?.CachedInputUsdPerMtok);
        Add("unit cost", "output tokens", "USD/M tokens", e => e.Attribution?.OutputUsdPerMtok);
        Add("unit cost", "output tokens within the latency limits", "USD/M tokens", e => e.Attribution?.GoodOutputUsdPerMtok);
        Add("unit cost", "request", "USD", e => e.Attribution?.UsdPerRequest);
        Add("unit cost", "user and month", "USD", e => e.UsdPerUserMonth);
        Add("unit cost", "resolved task", "USD", e => e.UsdPerResolvedTask);
    }

    private void Service(PointResult result)
    {
        if (result.Report is not SimulationReport report)
        {
            return;
        }

        Add("service", "tokens/s of a user", "tokens/s", report.Tpot.MeanMs > 0 ? 1000 / report.Tpot.MeanMs : null, result.Error?.TpotPercent);
        Add("service", "p99 time to first token", "ms", report.Ttft.P99Ms);
        Add("service", "p99 time per output token", "ms", report.Tpot.P99Ms);
        Add("service", "busy share of the paid hours", "%", 100 * report.BusyFraction);
        Add("service", "input tokens from the cache", "%", 100 * report.CacheHitFraction);
        Add("service", "requests within the latency limits", "%", report.Completed == 0 ? null : 100.0 * report.CompletedWithinSlo / report.Completed);
    }

    private void Users(SubscriptionPlan? plan)
    {
        if (plan is null)
        {
            return;
        }

        foreach (double share in s_users)
        {
            string user = FormattableString.Invariant($"user at {100 * share:0}% of usage");
            Add("users", $"{user}: margin of the fee", "%", e => e.Account.CostUsdPerMtok is decimal cost ? 100 * plan.MarginAt(share, cost) : null);
            Add("users", $"{user}: cost of tokens at which the fee pays", "USD/M tokens", _ => plan.BreakEvenUsdPerMtokAt(share));
        }

        Add("users", "subscribers", "users", e => plan.Users(e.Account.Use));
    }

    private void Alternatives(IReadOnlyList<AlternativeAccount> alternatives)
    {
        foreach (AlternativeAccount alternative in alternatives)
        {
            if (alternative.OwnRun is { } run)
            {
                _rows.AddRange(AlternativeRows.Of(alternative.Name, run));
            }

            if (alternative is not { Name: string name, Terms: EconomicsTerms terms })
            {
                continue;
            }

            RunEconomics Other(RunEconomics e) => (terms with { Users = terms.Users ?? e.Terms.Users }).Of(e.Account.Use);
            Add("alternatives", $"{name}: revenue", "USD/day", e => terms.HasSales ? Other(e).Account.RevenueUsdPerDay : null);
            Add("alternatives", $"{name}: cost", "USD/day", e => Other(e).Account.CostUsdPerDay);
            Add("alternatives", $"{name}: profit", "USD/day", e => terms.HasSales ? Other(e).Account.ProfitUsdPerDay : null);
            Add("alternatives", $"{name}: gross margin", "%", e => Other(e).Account.GrossMargin * 100);
            Add("alternatives", $"{name}: return on all costs", "%", e => Other(e).ReturnOnCost * 100);
            Add("alternatives", $"{name}: cost of billed tokens", "USD/M tokens", e => terms.HoursLet is null ? Other(e).Account.CostUsdPerMtok : null);
            Add("alternatives", $"{name}: cost of a resolved task", "USD", e => Other(e).UsdPerResolvedTask);
        }
    }

    /// <summary>What a gigawatt feeds: accelerators at their all-in power (server, network, cooling), and the tokens of as many of these nodes.</summary>
    private void PerGigawatt(decimal? allInKilowatts, IReadOnlyList<decimal> gigawatts)
    {
        if (allInKilowatts is not decimal kilowatts || kilowatts <= 0)
        {
            return;
        }

        decimal accelerators = Million / kilowatts;
        decimal? Tokens(RunEconomics e) => e.Account.Use.PaidGpuHours == 0 ? null : accelerators * DailyUse.HoursPerDay / e.Account.Use.PaidGpuHours * e.Account.Use.BilledTokens / Million;
        Add("per gigawatt", "accelerators", "accelerators/GW", _ => accelerators);
        Add("per gigawatt", "billed tokens", "M tokens/day/GW", Tokens);
        foreach (decimal power in gigawatts)
        {
            string name = FormattableString.Invariant($"{power:0.##} GW");
            Add("per gigawatt", $"accelerators that {name} feed", "millions", _ => power * accelerators / Million);
            Add("per gigawatt", $"billed tokens of {name}", "trillion tokens/day", e => power * Tokens(e) / Million);
        }
    }

    private IEnumerable<string> Names(Func<RunEconomics, IEnumerable<string>> of) =>
        new[] { _assumed, _simulated }.OfType<RunEconomics>().SelectMany(of).Distinct();

    private void Add(string section, string line, string unit, double? simulated, double? errorPercent = null)
    {
        if (simulated is double value && double.IsFinite(value))
        {
            double? spread = 1 + (errorPercent / 100);
            _rows.Add(new AccountRow(section, line, unit, null, (decimal)value) { SimulatedLow = (decimal?)(value / spread), SimulatedHigh = (decimal?)(value * spread) });
        }
    }

    private void Add(string section, string line, string unit, Func<RunEconomics, decimal?> value, Func<AccountRow, AccountRow>? more = null)
    {
        AccountRow row = new(section, line, unit, _assumed is null ? null : value(_assumed), _simulated is null ? null : value(_simulated));
        if ((row.Assumed ?? row.Simulated) is null)
        {
            return;
        }

        MoneyBand band = MoneyBand.Of(_result, value);
        row = band.Low == band.High ? row : row with { SimulatedLow = band.Low, SimulatedHigh = band.High };
        _rows.Add(more is null ? row : more(row));
    }
}
