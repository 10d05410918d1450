using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim economics sensitivity</c>: what does the result hang on.</summary>
internal static class EconomicsSensitivityCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("sensitivity", "What does the result hang on? Each price, length and limit is changed alone, up and down, and simulated again: a tornado.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<double> change = new("--change") { Description = "by what share everything is changed (default 0.2)", HelpName = "share", DefaultValueFactory = _ => 0.2 };
        change.Validators.Add(result =>
        {
            if (result.GetValue(change) is not (> 0 and < 1))
            {
                result.AddError("--change: a share above 0 and below 1 is expected");
            }
        });
        command.Add(change);
        return EconomicsAnswering.Create(command, scenario, "draw the tornado", (parsed, asked, probe) =>
        {
            SensitivityAnalysis analysis = SensitivityAnalysis.Of(probe, asked, parsed.GetValue(change));
            SensitivityBar widest = analysis.Bars[0];
            return new EconomicsTable(
                ["knob", "low_factor", "high_factor", "measure", "unit", "as_it_stands", "at_low", "at_high", "swing"],
                [.. analysis.Bars.Select(b => (object?[])[b.Knob, b.LowFactor, b.HighFactor, analysis.Measure, analysis.Unit, analysis.Basis, b.Low, b.High, b.Low is null || b.High is null ? null : b.Swing])],
                [FormattableString.Invariant($"The {analysis.Measure} of {analysis.Basis:#,##0.00} {analysis.Unit} hangs most on this: {widest.Knob} ({widest.Low:#,##0.00} to {widest.High:#,##0.00}).")],
                () => Figure(analysis, probe.Plan(asked).Inputs));
        });
    }

    /// <summary>The tornado.</summary>
    private static Figure Figure(SensitivityAnalysis analysis, PointInputs inputs)
    {
        SensitivityBar[] bars = [.. analysis.Bars.Where(b => b.Low is not null && b.High is not null)];
        string Label(double value) => FormattableString.Invariant($"{(value < 0 ? "-" : "")}${Math.Abs(value):#,##0.00}");
        return new Figure
        {
            Title = $"What the {analysis.Measure} of {EconomicsFigures.Setup(inputs)} hangs on",
            Subtitle = FormattableString.Invariant($"each changed alone by {100 * (analysis.Bars[0].HighFactor - 1):0.#}%; as it stands {Label(analysis.Basis)} ({analysis.Unit})"),
            Series = ["lowered", "raised"],
            Panels =
            [
                new BarPanel($"{analysis.Measure}, {analysis.Unit}", "US$")
                {
                    Names = [.. bars.Select(b => b.Knob)],
                    Rule = analysis.Basis,
                    OnOneLine = true,
                    XPrefix = "$",
                    Bars = [.. bars.SelectMany((b, i) => (FigureBar[])[new(i, 0, analysis.Basis, b.Low!.Value, Label(b.Low.Value)), new(i, 1, analysis.Basis, b.High!.Value, Label(b.High.Value))])],
                },
            ],
            Source = EconomicsFigures.Source(inputs),
        };
    }
}
