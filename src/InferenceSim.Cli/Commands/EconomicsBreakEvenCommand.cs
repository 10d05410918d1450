using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics breakeven</c>: where is profit zero.</summary>
internal static class EconomicsBreakEvenCommand
{
    private static readonly Dictionary<string, BreakEvenKnob> s_knobs = new()
    {
        ["price"] = BreakEvenKnob.Price,
        ["utilization"] = BreakEvenKnob.Utilization,
        ["rate"] = BreakEvenKnob.Rate,
        ["cache-hit"] = BreakEvenKnob.CacheHit,
        ["batch"] = BreakEvenKnob.Batch,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("breakeven", "Where does it break even: at which price, utilization, rate, cache-hit rate or batch? Solved over simulations with a fixed seed, "
            + "with an interval over seeds and the error band of the prediction, apart and together; nowhere and in several places are answers too.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<string> over = new("--over") { Description = "what is turned: price (default), utilization, rate, cache-hit, batch", HelpName = "knob", DefaultValueFactory = _ => "price" };
        over.AcceptOnlyFromAmong([.. s_knobs.Keys]);
        command.Add(over);
        return EconomicsAnswering.Create(command, scenario, "draw the margin over what is turned", (parsed, asked, probe) =>
        {
            BreakEvenAnswer answer = new BreakEvenSearch(probe, asked).Find(s_knobs[parsed.GetRequiredValue(over)]);
            IEnumerable<object?[]> roots = answer.Roots.Select(r => (object?[])["root", r.Value, answer.Unit, r.Both?.Low, r.Both?.High, r.Seeds?.Low, r.Seeds?.High, r.Band?.Low, r.Band?.High, r.Pair?.Low, r.Pair?.High, r.Margin, r.At.Report!.BusyFraction, r.At.Report.CacheHitFraction]);
            return new EconomicsTable(
                ["kind", "value", "unit", "low", "high", "seeds_low", "seeds_high", "band_low", "band_high", "pair_low", "pair_high", "gross_margin_fraction", "busy_fraction", "cache_hit_fraction"],
                [.. answer.Scan.Select(s => (object?[])["scan", s.Value, answer.Unit, null, null, null, null, null, null, null, null, s.Margin, s.Report?.BusyFraction, s.Report?.CacheHitFraction]), .. roots],
                [.. answer.Sentences()],
                () => Figure(answer, probe.Plan(asked).Inputs));
        });
    }

    /// <summary>Margin over what was turned, with the points where it is zero.</summary>
    private static Figure Figure(BreakEvenAnswer answer, PointInputs inputs)
    {
        // At next to no traffic the loss is thousands of times the revenue: what is of interest would be a line on the axis.
        BreakEvenPoint[] near = [.. answer.Scan.Where(s => s.Margin >= -1)];
        FigurePoint[] scan = [.. (near.Length > 0 ? near : answer.Scan).Where(s => s.Margin is not null).Select(s => new FigurePoint(s.Value, 100 * s.Margin!.Value))];
        FigurePoint[] roots = [.. answer.Roots.Select(r => new FigurePoint(r.Value, 100 * r.Margin, FormattableString.Invariant($"{r.Value:0.####}")))];
        return new Figure
        {
            Title = $"Where {EconomicsFigures.Setup(inputs)} breaks even",
            Subtitle = $"{inputs.Workload}; gross margin in per cent of revenue; points that lose more than all of it are left out",
            Series = ["margin", "break-even"],
            Panels = [new CurvePanel("Gross margin", answer.Unit, "%") { Curves = [new FigureCurve(0, scan), .. roots.Select(r => new FigureCurve(1, [r]))], IsSigned = true, XMayBeLog = answer.Knob == BreakEvenKnob.Batch }],
            Source = EconomicsFigures.Source(inputs),
        };
    }
}
