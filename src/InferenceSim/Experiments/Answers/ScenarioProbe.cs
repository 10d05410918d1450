using InferenceSim.Economics;
using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Answers;

/// <summary>Runs variations of a scenario, with the same seed unless one says otherwise, so that they see the same requests.</summary>
/// <param name="resolver">Looks up what scenarios name.</param>
/// <param name="cancellation">Ends runs early.</param>
public sealed class ScenarioProbe(ScenarioResolver resolver, CancellationToken cancellation = default)
{
    /// <summary>The plan of a scenario.</summary>
    public ScenarioPlan Plan(Scenario scenario) => resolver.Plan(scenario);

    /// <summary>What owning the accelerators of a scenario costs, with the catalog's purchase price where none is given.</summary>
    /// <exception cref="UsageException">The catalog has none.</exception>
    public OwnershipCost Owned(Scenario scenario, OwnershipCost ownership) => EconomicsRule.Owned(ownership, Plan(scenario).Layout?.Accelerator)!;

    /// <summary>Runs one.</summary>
    public PointResult Run(Scenario scenario) => ScenarioRunner.Run(resolver.Plan(scenario), cancellation);

    /// <summary>Runs several on all cores; results in their order. One that cannot be run is a row that says so.</summary>
    public IReadOnlyList<PointResult> RunAll(IReadOnlyList<Scenario> scenarios)
    {
        List<PointResult> results = [];
        new SweepRunner((s, token) => ScenarioRunner.Run(resolver.Plan(s), token)).Run(scenarios, results.Add, cancellation: cancellation);
        return results;
    }

    /// <summary>
    /// The scenario with requests (or sessions) by the clock at a rate, whatever it had before; that of all tenants together where there is a mix, which
    /// keep their parts of it.
    /// </summary>
    /// <exception cref="UsageException">A tenant has no rate.</exception>
    public static Scenario AtRate(Scenario scenario, double perSecond)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.Tenants is { } tenants)
        {
            return tenants.All(t => t.Share is not null) ? scenario with { Rate = perSecond } : scenario with { Tenants = AtRate(tenants, perSecond) };
        }

        bool keeps = scenario.Arrivals is not null && ArrivalText.Parse(scenario.Arrivals).Kind is ArrivalChoice.Gamma or ArrivalChoice.Constant;
        return scenario with { Rate = perSecond, Concurrency = null, ThinkTime = null, RateScale = null, Arrivals = keeps ? scenario.Arrivals : null };
    }

    /// <summary>The scenario with as many users as the batch has places, each with one request at a time: what it can do at most.</summary>
    public static Scenario Full(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.Tenants is not null)
        {
            throw new UsageException("this fills the batch from one workload, and tenants have workloads of their own: ask it of a scenario without 'tenants'");
        }

        return scenario with { Rate = null, Concurrency = null, ThinkTime = null, RateScale = null, RateProfile = null, Duration = null, Arrivals = "closed-loop" };
    }

    private static IReadOnlyList<TenantChoice> AtRate(IReadOnlyList<TenantChoice> tenants, double perSecond)
    {
        if (tenants.FirstOrDefault(t => t.Rate is null) is { } unrated)
        {
            throw new UsageException($"tenant '{unrated.Name}' has no 'rate' that could be turned with those of the others: give each tenant a 'rate', or each a 'share' of the scenario's");
        }

        double sum = tenants.Sum(t => t.Rate!.Value);
        return [.. tenants.Select(t => t with { Rate = t.Rate * perSecond / sum })];
    }

    /// <summary>The scenario with other token prices, the same for everybody.</summary>
    public static Scenario WithPrices(Scenario scenario, TokenPriceList? prices)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario with
        {
            InputPrice = null,
            CachedInputPrice = null,
            OutputPrice = null,
            PricesFrom = null,
            Economics = (scenario.Economics ?? new EconomicsChoice()) with { Prices = prices, PriceClasses = null },
        };
    }

    /// <summary>The scenario selling all of its tokens at one price list, and nothing else.</summary>
    public static Scenario SellingTokensOnly(Scenario scenario, TokenPriceList prices)
    {
        Scenario other = WithPrices(scenario, prices);
        return other with { Economics = other.Economics! with { Subscription = null, UsdPerResolvedTask = null, Internal = null } };
    }

    /// <summary>The scenario with all its token prices changed, those of tenants' classes too.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="terms">Its terms, which know the prices that flags and catalogs give.</param>
    /// <param name="change">The change.</param>
    public static Scenario WithPrices(Scenario scenario, EconomicsTerms terms, Func<TokenPriceList, TokenPriceList> change)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(terms);
        Scenario other = WithPrices(scenario, terms.WithPrices(change).Prices);
        return other with
        {
            Economics = other.Economics! with { PriceClasses = scenario.Economics?.PriceClasses?.ToDictionary(c => c.Key, c => change(c.Value)) },
        };
    }

    /// <summary>The scenario with another rent.</summary>
    public static Scenario WithRent(Scenario scenario, double usdPerGpuHour)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario with { Price = usdPerGpuHour, RentalFrom = null };
    }

    /// <summary>The terms of a scenario that sells something.</summary>
    /// <exception cref="UsageException">It is not known what accelerators cost, or nothing is sold.</exception>
    public EconomicsTerms Terms(Scenario scenario, bool mustSell = true)
    {
        ScenarioPlan plan = Plan(scenario);
        EconomicsTerms terms = plan.Economics
            ?? throw new UsageException($"nobody knows what an hour of {plan.Inputs.Gpu ?? "the accelerators"} costs: give --price, --rental-from or 'economics'");
        return terms.HasSales || !mustSell
            ? terms
            : throw new UsageException("nothing is sold: give --input-price and --output-price, --prices-from, or sales in 'economics'");
    }

    /// <summary>Runs a scenario that has to run.</summary>
    /// <exception cref="InvalidConfigurationException">It did not; the message says why.</exception>
    public PointResult MustRun(Scenario scenario)
    {
        PointResult result = Run(scenario);
        return result.Economics is not null
            ? result
            : throw new InvalidConfigurationException(result.Reason ?? "the run has no account: nothing was completed in it");
    }
}
