using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics map</c>: margin over price and utilization.</summary>
internal static class EconomicsMapCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("map", "Gross margin over price and utilization: loads are simulated; all token prices (of all tenants' lists too) are multiplied by one factor, the rates of all tenants by another.");
        ScenarioOptions scenario = new(command, lists: false);
        return EconomicsAnswering.Create(command, scenario, "draw the map", (_, asked, probe) =>
        {
            MarginMap map = MarginMap.Of(probe, asked);
            return new EconomicsTable(
                ["load_fraction", "requests_per_second", "busy_fraction", "price_factor", "gross_margin_fraction", "status"],
                [.. map.Rows.SelectMany(r => map.Factors.Zip(r.Margins, (f, m) => (object?[])[r.Load, r.RequestsPerSecond, r.Run.Report?.BusyFraction, f, m, Results.ResultColumns.StatusName(r.Run.Status)]))],
                [.. map.Sentences()],
                () => Figure(map, probe.Plan(asked).Inputs));
        });
    }

    /// <summary>Margin over price and utilization.</summary>
    private static Figure Figure(MarginMap map, PointInputs inputs) => new()
    {
        Title = $"Gross margin of {EconomicsFigures.Setup(inputs)}",
        Subtitle = "per cent of revenue; blue earns, red loses",
        Panels =
        [
            new MapPanel("Price and utilization", "Factor on all token prices", "Load, of what it can sustain")
            {
                Columns = [.. map.Factors.Select(f => FormattableString.Invariant($"x{f}"))],
                Rows = [.. map.Rows.Select(r => FormattableString.Invariant($"{100 * r.Load:0}%"))],
                Values = [.. map.Rows.Select(r => (IReadOnlyList<double>)[.. r.Margins.Select(m => 100 * m ?? double.NaN)])],
                FullAt = 100,
                Text = v => FormattableString.Invariant($"{v:#,##0}%"),
            },
        ],
        Source = EconomicsFigures.Source(inputs),
    };
}
