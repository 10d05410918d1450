using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary>The pictures of economics commands. Like <see cref="PlotFile"/> it is loaded only where a picture is asked for.</summary>
internal static class EconomicsFigures
{
    /// <summary>Revenue, costs and profit of a day, assumed and simulated.</summary>
    public static Figure Account(RunEconomics? assumed, PointResult result)
    {
        (string Name, RunEconomics Economics)[] accounts =
        [
            .. assumed is null ? Array.Empty<(string, RunEconomics)>() : [("as assumed", assumed)],
            .. result.Economics is null ? Array.Empty<(string, RunEconomics)>() : [("as simulated", result.Economics)],
        ];
        string[] names = [.. accounts.SelectMany(a => Lines(a.Economics.Account)).Select(l => l.Name).Distinct().OrderBy(Order)];
        return new Figure
        {
            Title = $"A day of {Setup(result.Inputs)}",
            Subtitle = $"{result.Inputs.Workload}, {result.Inputs.Arrivals} arrivals; US dollars a day",
            Series = [.. accounts.Select(a => a.Name)],
            Panels =
            [
                new BarPanel("Profit and loss", "US$ a day")
                {
                    Names = names,
                    XPrefix = "$",
                    Bars = [.. accounts.SelectMany((a, i) => Lines(a.Economics.Account).Select(l => new FigureBar(Array.IndexOf(names, l.Name), i, 0, l.Usd, Dollars(l.Usd))))],
                },
            ],
            Source = Source(result.Inputs),
        };
    }

    /// <summary>Model and accelerators in a few words.</summary>
    internal static string Setup(PointInputs inputs) => $"{inputs.Model ?? "linear predictor"}{(inputs.WeightPrecision is null ? "" : $" {inputs.WeightPrecision}")} on {inputs.Gpus} x {inputs.Gpu ?? "accelerator"}";

    /// <summary>Who says so.</summary>
    internal static string Source(PointInputs inputs) => $"InferenceSim, seed {inputs.Seed}";

    private static string Dollars(double usd) => FormattableString.Invariant($"{(usd < 0 ? "-" : "")}${Math.Abs(usd):#,##0.00}");

    private static IEnumerable<(string Name, double Usd)> Lines(ProfitAndLoss account) =>
    [
        .. account.Revenue.Select(l => ("+ " + l.Name, (double)l.UsdPerDay)),
        .. account.Costs.Select(l => ("- " + l.Name, -(double)l.UsdPerDay)),
        ("= profit", (double)account.ProfitUsdPerDay),
    ];

    private static int Order(string name) => name[0] switch { '+' => 0, '-' => 1, _ => 2 };
}
