using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// A tornado: everything that money hangs on is changed alone, by the same share up and down, simulated again, and sorted by what it does to the
/// profit of a day, or to the cost of a million tokens where nothing is sold.
/// </summary>
public sealed record SensitivityAnalysis
{
    private SensitivityAnalysis(string measure, string unit, double basis, IReadOnlyList<SensitivityBar> bars) =>
        (Measure, Unit, Basis, Bars) = (measure, unit, basis, bars);

    /// <summary>What is looked at.</summary>
    public string Measure { get; }

    /// <summary>Its unit.</summary>
    public string Unit { get; }

    /// <summary>Its value as the scenario stands.</summary>
    public double Basis { get; }

    /// <summary>The bars, widest first.</summary>
    public IReadOnlyList<SensitivityBar> Bars { get; }

    /// <summary>The analysis of a scenario.</summary>
    /// <param name="probe">Runs scenarios.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="change">The share that everything is changed by, above 0 and below 1.</param>
    public static SensitivityAnalysis Of(ScenarioProbe probe, Scenario scenario, double change)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        bool sells = probe.Terms(scenario, mustSell: false).HasSales;
        PointResult basis = probe.MustRun(scenario);
        (string Name, Func<double, Scenario> Turned)[] knobs = [.. Knobs(scenario, probe.Plan(scenario), basis)];
        double[] factors = [1 - change, 1 + change];
        IReadOnlyList<PointResult> runs = probe.RunAll([.. knobs.SelectMany(k => factors.Select(f => k.Turned(f)))]);
        IEnumerable<SensitivityBar> bars = knobs.Select((k, i) =>
            new SensitivityBar(k.Name, factors[0], factors[1], Measured(runs[2 * i], sells), Measured(runs[(2 * i) + 1], sells)));
        return new SensitivityAnalysis(
            sells ? "profit" : "cost of billed tokens", sells ? "USD/day" : "USD/M tokens", Measured(basis, sells) ?? 0,
            [.. bars.OrderByDescending(b => b.Swing)]);
    }

    private static double? Measured(PointResult run, bool sells) =>
        (double?)(sells ? run.Economics?.Account.ProfitUsdPerDay : run.Economics?.Account.CostUsdPerMtok);

    private static IEnumerable<(string Name, Func<double, Scenario> Turned)> Knobs(Scenario scenario, ScenarioPlan plan, PointResult basis)
    {
        EconomicsChoice choice = scenario.Economics ?? new EconomicsChoice();
        if (plan.Price is { } rent)
        {
            yield return ("rent of an accelerator", f => ScenarioProbe.WithRent(scenario, rent.UsdPerGpuHour * f));
        }

        if (choice.Ownership is { } owned)
        {
            Scenario With(OwnershipCost other) => scenario with { Economics = choice with { Ownership = other } };
            decimal capex = ((OwnershipCost)plan.Economics!.Accelerators).CapexUsdPerGpu!.Value;
            yield return ("purchase price", f => With(owned with { CapexUsdPerGpu = capex * (decimal)f }));
            yield return ("life of accelerators", f => With(owned with { LifeYears = owned.LifeYears * f }));
            if (owned.Wacc > 0)
            {
                yield return ("cost of capital", f => With(owned with { Wacc = owned.Wacc * f }));
            }

            if (owned.ElectricityUsdPerKwh is decimal tariff)
            {
                yield return ("electricity tariff", f => With(owned with { ElectricityUsdPerKwh = tariff * (decimal)f }));
            }
        }

        if (plan.Economics is { SellsTokens: true } terms)
        {
            Scenario With(Func<TokenPriceList, TokenPriceList> change) => ScenarioProbe.WithPrices(scenario, terms, change);
            yield return ("input price", f => With(p => p with { InputUsdPerMtok = p.InputUsdPerMtok * (decimal)f }));
            yield return ("output price", f => With(p => p with { OutputUsdPerMtok = p.OutputUsdPerMtok * (decimal)f }));
            bool cached = ((TokenPriceList?[])[terms.Prices, .. (terms.Tenants?.Tenants ?? []).Select(t => t.Prices)]).Any(p => p?.CachedInputUsdPerMtok is not null);
            if (cached && basis.Report!.CachedPromptTokens > 0)
            {
                yield return ("cached input price", f => With(p => p with { CachedInputUsdPerMtok = p.CachedInputUsdPerMtok * (decimal)f }));
            }
        }

        foreach ((string name, Func<double, Scenario> turned) in Traffic(scenario, basis))
        {
            yield return (name, turned);
        }
    }

    private static IEnumerable<(string Name, Func<double, Scenario> Turned)> Traffic(Scenario scenario, PointResult basis)
    {
        if (scenario.Rate is double rate)
        {
            yield return ("rate of requests", f => scenario with { Rate = rate * f });
        }

        if (scenario.Tenants is { } tenants && tenants.Any(t => t.Rate is not null))
        {
            yield return ("rate of requests of tenants", f => scenario with { Tenants = [.. tenants.Select(t => t with { Rate = t.Rate * f })] });
        }

        if (Whole(scenario.InputTokens) is int input)
        {
            yield return ("input tokens of a request", f => scenario with { InputTokens = Text(input * f) });
        }

        if (Whole(scenario.OutputTokens) is int output)
        {
            yield return ("output tokens of a request", f => scenario with { OutputTokens = Text(output * f) });
        }

        if (scenario.SharedPrefixTokens is int shared)
        {
            yield return ("shared prefix (cache hits)", f => scenario with { SharedPrefixTokens = Math.Max(1, (int)Math.Round(shared * f)) });
        }

        if (scenario.Economics?.Subscription is { } plan)
        {
            yield return ("tokens of a user and month", f => scenario with
            {
                Economics = scenario.Economics with { Subscription = plan with { Usage = plan.Usage with { MeanTokensPerMonth = plan.Usage.MeanTokensPerMonth * f } } },
            });
        }

        if (basis.Inputs.Batch is int batch)
        {
            yield return ("batch limit", f => scenario with { Batch = Math.Max(1, (int)Math.Round(batch * f)) });
        }
    }

    private static int? Whole(string? tokens) =>
        int.TryParse(tokens, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Text(double tokens) => Math.Max(1, Math.Round(tokens)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
