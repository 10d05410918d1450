using InferenceSim.Economics;

namespace InferenceSim.Experiments.Answers;

/// <summary>Gross margin over price and utilization: rows are simulated at rising load, columns are the account of each at other prices.</summary>
/// <param name="Factors">Factors on the prices, the columns.</param>
/// <param name="Rows">The loads as parts of what can be sustained, rising, with the run and the margin at each factor (<c>null</c> where one could not be run).</param>
public sealed record MarginMap(IReadOnlyList<double> Factors, IReadOnlyList<(double Load, PointResult Run, IReadOnlyList<double?> Margins)> Rows)
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

        double capacity = probe.MustRun(ScenarioProbe.Full(scenario)).Report!.RequestsPerSecond;
        IReadOnlyList<PointResult> runs = probe.RunAll([.. s_loads.Select(l => ScenarioProbe.AtRate(scenario, l * capacity))]);
        return new MarginMap(s_factors, [.. s_loads.Zip(runs, (load, r) => (load, r, (IReadOnlyList<double?>)[.. s_factors.Select(f => At(r.Economics, f))]))]);
    }

    private static double? At(RunEconomics? economics, double factor) =>
        (double?)economics?.Terms.WithPrices(p => p.Scaled((decimal)factor)).Of(economics.Account.Use).Account.GrossMargin;
}
