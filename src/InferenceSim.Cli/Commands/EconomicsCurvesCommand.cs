using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics curves</c>: cost of a token against all that moves it.</summary>
internal static class EconomicsCurvesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("curves", "What a million tokens cost against batch, load, utilization, idle hours, cache-hit rate, model size and hardware, one at a time around a scenario.");
        ScenarioOptions scenario = new(command, lists: false);
        return EconomicsAnswering.Create(command, scenario, "draw the curves", (_, asked, probe) =>
        {
            IReadOnlyList<CostCurvePoint> points = new CostCurves(probe, asked).All();
            return new EconomicsTable(
                ["curve", "value", "unit", "name", "cost_usd_per_mtok", "output_cost_usd_per_mtok", "status", "reason"],
                [.. points.Select(p => (object?[])[p.Curve, p.X, p.Unit, p.Label, p.UsdPerMtok, p.OutputUsdPerMtok, Results.ResultColumns.StatusName(p.Run.Status), p.Run.Reason])],
                EconomicsAnswering.Unpriced(points.Select(p => p.Run)),
                () => Figure(points, probe.Plan(asked).Inputs));
        });
    }

    /// <summary>Cost against everything that moves it.</summary>
    private static Figure Figure(IReadOnlyList<CostCurvePoint> points, PointInputs inputs) => new()
    {
        Title = $"What a million tokens cost: {EconomicsFigures.Setup(inputs)}",
        Subtitle = $"{inputs.Workload}; one thing changed at a time; models and accelerators each on the fewest accelerators that hold the model",
        Series = ["all billed tokens", "output tokens"],
        Columns = 3,
        Panels = [.. points.GroupBy(p => p.Curve).Select(Curve)],
        Source = EconomicsFigures.Source(inputs),
    };

    private static FigurePanel Curve(IGrouping<string, CostCurvePoint> curve)
    {
        CostCurvePoint[] known = [.. curve.Where(p => p.UsdPerMtok is not null && p.OutputUsdPerMtok is not null)];
        string title = curve.Key switch { "gpu" => "Hardware, at its typical rent", "model" => "Model size", "idle" => "Idle hours", "cache-hit" => "Cache-hit rate", "load" => "Load", "batch" => "Batch size", _ => "Utilization" };
        if (curve.Key == "gpu")
        {
            return new BarPanel(title, "US$ per million output tokens")
            {
                Names = [.. known.Select(p => p.Label)],
                XPrefix = "$",
                Bars = [.. known.Select((p, i) => new FigureBar(i, 1, 0, p.OutputUsdPerMtok!.Value, FormattableString.Invariant($"${p.OutputUsdPerMtok:0.00}")))],
            };
        }

        FigureCurve Line(int series, Func<CostCurvePoint, double> of) => new(series, [.. known.Select(p => new FigurePoint(p.X, of(p), IsHollow: p.Run.Status == PointStatus.Saturated))]);
        return new CurvePanel(title, curve.First().Unit, "US$ per million tokens")
        {
            YPrefix = "$",
            XMayBeLog = curve.Key is "batch" or "model",
            Curves = [Line(0, p => p.UsdPerMtok!.Value), Line(1, p => p.OutputUsdPerMtok!.Value)],
        };
    }
}
