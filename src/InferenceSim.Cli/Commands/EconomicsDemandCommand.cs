using System.CommandLine;
using InferenceSim.Economics.Finance;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics demand</c>: which price leaves the most where demand follows it.</summary>
internal static class EconomicsDemandCommand
{
    private const int CurvePoints = 60;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("demand", "Which price leaves most where demand follows it, and on how many accelerators? The elasticity is an assumption of yours; what a "
            + "deployment serves and costs is simulated. Alternatives of the scenario that change what is run ('with') are offered beside it.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double?> elasticity = new("--elasticity") { Description = "per cent by which demand falls where the price rises by one", HelpName = "e" };
        Option<int?> accelerators = new("--accelerators") { Description = "accelerators that can be had (default: as many as it pays to have)", HelpName = "n" };
        command.Add(elasticity);
        command.Add(accelerators);
        return EconomicsAnswering.Create(command, scenario, "draw profit over the price", (parsed, asked, probe) =>
        {
            DemandAnswer answer = DemandAnswer.Of(probe, With(asked, parsed.GetValue(elasticity), parsed.GetValue(accelerators)));
            return new EconomicsTable(
                [
                    "offer", "model", "gpu", "at", "elasticity", "price_usd_per_mtok", "wanted_mtok_per_day", "served_mtok_per_day", "num_gpus", "revenue_usd_per_day",
                    "cost_usd_per_day", "profit_usd_per_day", "gross_margin_fraction", "profit_usd_per_gpu_hour", "tokens_per_second_per_user", "status", "price_factor",
                ],
                [.. answer.Offers.SelectMany(o => (object?[][])[Row(o, "list price", o.AtList), .. o.Best is { } best ? [Row(o, "best price", best)] : Array.Empty<object?[]>()])],
                [.. answer.Sentences()],
                () => Figure(answer, probe.Plan(asked).Inputs))
            {
                OnTerminal = ["offer", "at", "price_usd_per_mtok", "served_mtok_per_day", "num_gpus", "revenue_usd_per_day", "cost_usd_per_day", "profit_usd_per_day", "profit_usd_per_gpu_hour"],
            };
        });
    }

    private static Scenario With(Scenario scenario, double? elasticity, int? accelerators)
    {
        EconomicsChoice economics = scenario.Economics ?? new EconomicsChoice();
        DemandChoice? demand = economics.Demand ?? (elasticity is double only ? new DemandChoice { Elasticity = only } : null);
        return demand is null ? scenario : scenario with
        {
            Economics = economics with
            {
                Demand = demand with { Elasticity = elasticity ?? demand.Elasticity, MostAccelerators = accelerators ?? demand.MostAccelerators },
            },
        };
    }

    private static object?[] Row(DemandOffer offer, string at, FleetSale sale) =>
    [
        offer.Name, offer.Day.Inputs.Model, offer.Day.Inputs.Gpu, at, offer.Demand.Elasticity, sale.UsdPerMtok, sale.WantedMtokPerDay, sale.ServedMtokPerDay,
        sale.Deployments * offer.Accelerators, sale.RevenueUsdPerDay, sale.CostUsdPerDay, sale.ProfitUsdPerDay, sale.GrossMargin, offer.ProfitUsdPerGpuHour(sale),
        offer.Day.Report!.Tpot.MeanMs > 0 ? 1000 / offer.Day.Report.Tpot.MeanMs : null, Results.ResultColumns.StatusName(offer.Day.Status), offer.PriceFactor(sale),
    ];

    private static Figure Figure(DemandAnswer answer, PointInputs inputs) => new()
    {
        Title = $"Profit where demand follows the price: {inputs.Workload}",
        Subtitle = FormattableString.Invariant(
            $"assumed: elasticity {answer.Demand.Elasticity:0.##}, {answer.Demand.ReferenceMtokPerDay:#,##0.#} M tokens a day at ${answer.Demand.ReferenceUsdPerMtok:0.####}; costs simulated; marks: list price and best price"),
        Series = [.. answer.Offers.Select(o => $"{o.Name}: {o.Setup}")],
        Panels =
        [
            new CurvePanel("Profit of a day", inputs.Scenario.Tenants is null ? "US$ per million tokens, input and output alike" : "US$ per million tokens of today's mix, all prices by one factor", "US$ a day")
            {
                IsSigned = true,
                YPrefix = "$",
                Curves = [.. answer.Offers.Select((o, i) => new FigureCurve(i, [.. Points(o)])), .. answer.Offers.SelectMany((o, i) => Marks(o).Select(m => new FigureCurve(i, [m])))],
            },
        ],
        Source = EconomicsFigures.Source(inputs),
    };

    /// <summary>From a little below what a token costs to well above the best price.</summary>
    private static IEnumerable<FigurePoint> Points(DemandOffer offer)
    {
        double cost = offer.Supply.MarginalUsdPerMtok + (offer.Supply.FixedUsdPerDay / offer.Supply.MtokPerDay);
        double from = 0.9 * Math.Min(cost, offer.AtList.ReferenceUsdPerMtok), to = 2 * Math.Max(offer.Best?.ReferenceUsdPerMtok ?? 0, Math.Max(offer.AtList.ReferenceUsdPerMtok, cost));
        return Enumerable.Range(0, CurvePoints)
            .Select(i => from * Math.Pow(to / from, i / (CurvePoints - 1.0)))
            .Select(price => new FigurePoint(price, offer.Supply.At(offer.Demand, price).ProfitUsdPerDay));
    }

    private static IEnumerable<FigurePoint> Marks(DemandOffer offer)
    {
        yield return new FigurePoint(offer.AtList.ReferenceUsdPerMtok, offer.AtList.ProfitUsdPerDay, "list");
        if (offer.Best is { } best)
        {
            yield return new FigurePoint(best.ReferenceUsdPerMtok, best.ProfitUsdPerDay, FormattableString.Invariant($"${best.ReferenceUsdPerMtok:0.00}"));
        }
    }
}
