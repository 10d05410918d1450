using System.Globalization;
using InferenceSim.Economics;
using InferenceSim.Economics.Finance;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// Which price leaves the most where demand follows it, and on how many accelerators: what a deployment serves and costs is simulated at the load
/// that it is filled to, what is bought at a price is assumed.
/// </summary>
/// <param name="Demand">The assumption, of the scenario itself.</param>
/// <param name="Load">The part of what they can sustain that accelerators are filled to.</param>
/// <param name="Offers">The scenario and those of its alternatives that are run for themselves.</param>
public sealed record DemandAnswer(DemandCurve Demand, double Load, IReadOnlyList<DemandOffer> Offers)
{
    private const double DefaultLoad = 0.8;

    /// <summary>The answer for a scenario.</summary>
    /// <exception cref="UsageException">Nobody said how demand follows the price, or nothing is sold by the token.</exception>
    public static DemandAnswer Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        DemandChoice choice = scenario.Economics?.Demand
            ?? throw new UsageException("say how demand follows the price: --elasticity 1.5, or 'demand' in the scenario's economics");
        choice.Validate();
        double load = choice.Load ?? DefaultLoad;
        (string Name, Scenario Scenario)[] asked = [("the scenario", scenario), .. AlternativeAccount.OwnScenarios(scenario)];
        Array.ForEach(asked, a => a.Scenario.Economics!.Demand!.CheckTenants(a.Scenario.Tenants));
        (string Name, Scenario Scenario, PointResult Day)[] days = [.. asked.AsParallel().AsOrdered().Select(a => (a.Name, a.Scenario, Day(probe, a.Scenario, load)))];
        DemandCurve basis = Curve(choice, days[0].Day, null);
        return new DemandAnswer(basis, load, [.. days.Select(d => Offer(d.Name, d.Scenario.Economics!.Demand!, d.Day, basis))]);
    }

    /// <summary>The answer in words.</summary>
    public IEnumerable<string> Sentences()
    {
        string tenants = string.Join("", Offers[0].TenantElasticities.Select(e => Text($", that of {e.Key} by {e.Value:0.##}%")));
        yield return Text($"Assumed: demand falls by {Demand.Elasticity:0.##}%{tenants} where the price rises by 1%, and is {Demand.ReferenceMtokPerDay:#,##0.0} M tokens a day at {Demand.ReferenceUsdPerMtok:0.####} USD a million{(Offers[0].Day.Inputs.Scenario.Tenants is null ? "" : " on average; all prices of all tenants are changed by one factor")}. Simulated: accelerators filled to {100 * Load:0.#}% of what they sustain.");
        foreach (DemandOffer offer in Offers)
        {
            yield return $"{offer.Name} ({offer.Setup}), at its list price: {Told(offer, offer.AtList)}";
            yield return offer.Best is { } best
                ? $"{offer.Name}, at the price that leaves most: {Told(offer, best)}"
                : Text($"{offer.Name}: no price leaves most, every rise leaves more, since demand gives way by no more than the price rises: an elasticity of {offer.Demand.LeastElasticity:0.##} cannot hold for ever.");
        }

        if (Offers.Count > 1 && Offers.All(o => o.Best is not null))
        {
            yield return $"Most margin for an accelerator-hour at list prices: {Offers.MaxBy(o => o.ProfitUsdPerGpuHour(o.AtList))!.Name}; most profit in all at the best price of each: {Offers.MaxBy(o => o.Best!.ProfitUsdPerDay)!.Name}.";
        }
    }

    private static string Told(DemandOffer offer, FleetSale sale) => Text(
        $"{sale.UsdPerMtok:0.####} USD a million{(offer.Day.Inputs.Scenario.Tenants is null ? "" : Text($" on average, all prices x{offer.PriceFactor(sale):0.####}"))}, {sale.ServedMtokPerDay:#,##0.0} M tokens a day{(sale.ServedMtokPerDay < 0.999 * sale.WantedMtokPerDay ? Text($" of {sale.WantedMtokPerDay:#,##0.0} wanted") : "")} on {sale.Deployments * offer.Accelerators:#,##0} accelerators: profit {sale.ProfitUsdPerDay:#,##0.00} USD a day, margin {100 * sale.GrossMargin:0.00}%, {offer.ProfitUsdPerGpuHour(sale):0.00} USD an accelerator-hour.");

    private static PointResult Day(ScenarioProbe probe, Scenario scenario, double load)
    {
        if (!probe.Terms(scenario).SellsTokens)
        {
            throw new UsageException("demand follows the price of tokens: give --input-price and --output-price, --prices-from, or 'price_classes' that tenants pay");
        }

        SustainedLoad sustained = SustainedLoad.Of(probe, scenario);
        return probe.MustRun(sustained.At(load * sustained.RequestsPerSecond));
    }

    private static DemandOffer Offer(string name, DemandChoice choice, PointResult day, DemandCurve basis)
    {
        ProfitAndLoss account = day.Economics!.Account;
        double tokens = (double)(account.Use.BilledTokens / DailyUse.TokensPerMillion);
        int accelerators = (int)Math.Max(1, Math.Round(account.Use.PaidGpuHours / DailyUse.HoursPerDay));
        if (choice.MostAccelerators < accelerators)
        {
            throw new UsageException($"economics: demand: {name} takes {accelerators} accelerators, and most_accelerators is {choice.MostAccelerators}");
        }

        FleetSupply supply = new()
        {
            MtokPerDay = tokens,
            FixedUsdPerDay = (double)account.FixedUsdPerDay,
            MarginalUsdPerMtok = (double)(account.MarginalUsdPerDay - account.ShareOfRevenueUsdPerDay) / tokens,
            RevenueShare = account.RevenueUsdPerDay == 0 ? 0 : (double)(account.ShareOfRevenueUsdPerDay / account.RevenueUsdPerDay),
            MostDeployments = choice.MostAccelerators / accelerators,
        };
        DemandCurve demand = Curve(choice, day, basis);
        return new DemandOffer(name, $"{day.Inputs.Model} on {accelerators} x {day.Inputs.Gpu}", accelerators, demand, supply, supply.At(demand, ListPrice(day)), supply.Best(demand), day);
    }

    /// <summary>The curve that was asked for; what is left out is as in the scenario itself, or what it simulates.</summary>
    private static DemandCurve Curve(DemandChoice choice, PointResult day, DemandCurve? basis)
    {
        DemandCurve curve = new(
            choice.Elasticity,
            choice.ReferenceUsdPerMtok ?? basis?.ReferenceUsdPerMtok ?? ListPrice(day),
            choice.ReferenceMtokPerDay ?? basis?.ReferenceMtokPerDay ?? (double)(day.Economics!.Account.Use.BilledTokens / DailyUse.TokensPerMillion));
        return choice.TenantElasticities is null ? curve : curve with { Parts = [.. Parts(choice, day.Economics!)] };
    }

    /// <summary>The tenants of a day as buyers who differ.</summary>
    private static IEnumerable<DemandPart> Parts(DemandChoice choice, RunEconomics day)
    {
        if (day.Terms.OtherSales.Count > 0)
        {
            throw new UsageException("economics: demand: tenant_elasticities are for what tenants pay for tokens, and other things are sold beside them");
        }

        DailyUse use = day.Account.Use;
        IReadOnlyList<TenantAccount> tenants = day.Tenants;
        decimal[] work = day.Attribution!.Divide([.. tenants.Select(t => t.Sale)], [.. tenants.Select(_ => 0m)]);
        return tenants.Select((t, i) => new DemandPart(
            choice.TenantElasticities!.TryGetValue(t.Sale.Name, out double own) ? own : null,
            (double)(t.Sale.Of(use).BilledTokens / use.BilledTokens),
            (double)(t.RevenueUsdPerDay!.Value / day.Account.RevenueUsdPerDay),
            (double)(work[i] / work.Sum())));
    }

    private static double ListPrice(PointResult day)
    {
        ProfitAndLoss account = day.Economics!.Account;
        return account.RevenueUsdPerDay > 0
            ? (double)(account.RevenueUsdPerDay / account.Use.BilledTokens * DailyUse.TokensPerMillion)
            : throw new InvalidConfigurationException("demand follows a price above 0, and the tokens of this day bring nothing");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
