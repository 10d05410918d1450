using InferenceSim.Economics;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// Gross margin over price and utilization: rows are simulated at rising load, columns are the account of each at other prices. One factor is on
/// every price of every list, those of all tenants' classes too; fees and other sales stay.
/// </summary>
/// <param name="Factors">Factors on the prices, the columns.</param>
/// <param name="Rows">The rows, by rising load.</param>
/// <param name="Load">What a load of 1 is.</param>
public sealed record MarginMap(IReadOnlyList<double> Factors, IReadOnlyList<MarginMapRow> Rows, SustainedLoad Load)
{
    private static readonly double[] s_factors = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 10];
    private static readonly double[] s_loads = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>The map of a scenario with token prices.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static MarginMap Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        if (!probe.Terms(scenario).SellsTokens)
        {
            throw new UsageException("the map is over token prices: give --input-price and --output-price or --prices-from");
        }

        SustainedLoad load = SustainedLoad.Of(probe, scenario);
        IReadOnlyList<PointResult> runs = probe.RunAll([.. s_loads.Select(l => load.At(l * load.RequestsPerSecond))]);
        return new MarginMap(
            s_factors,
            [.. s_loads.Zip(runs, (part, r) => new MarginMapRow(part, part * load.RequestsPerSecond, r, [.. s_factors.Select(f => At(r.Economics, f))]))],
            load);
    }

    /// <summary>What the axes are, in words.</summary>
    public IEnumerable<string> Sentences()
    {
        int lists = Rows.Select(r => r.Run.Economics?.Terms.Tenants?.Tenants.Select(t => t.PriceClass).Distinct().Count() ?? 1).FirstOrDefault();
        yield return FormattableString.Invariant($"A load of 1 is {Load.RequestsPerSecond:0.####} {Load.Unit}, the most that was served with every place taken.");
        yield return $"price_factor multiplies every price of {(lists > 1 ? FormattableString.Invariant($"all {lists} price lists") : "the list")}; 1 is as given.";
    }

    private static double? At(RunEconomics? economics, double factor) =>
        (double?)economics?.Terms.WithPrices(p => p.Scaled((decimal)factor)).Of(economics.Account.Use).Account.GrossMargin;
}

/// <summary>A load of a <see cref="MarginMap"/>.</summary>
/// <param name="Load">As part of what can be sustained.</param>
/// <param name="RequestsPerSecond">The same as a rate, of all tenants together.</param>
/// <param name="Run">Its run.</param>
/// <param name="Margins">The margin at each factor; <c>null</c> where one could not be run or earns nothing.</param>
public sealed record MarginMapRow(double Load, double RequestsPerSecond, PointResult Run, IReadOnlyList<double?> Margins);
