using InferenceSim.Experiments;
using InferenceSim.Timing;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>Where the time of typical steps goes, for people.</summary>
internal static class StepTable
{
    private static readonly (string Name, StepCause Cause)[] s_causes =
    [
        ("compute", StepCause.Compute), ("HBM", StepCause.Memory), ("interconnect", StepCause.Interconnect), ("launches", StepCause.Launch), ("host", StepCause.Host),
    ];

    /// <summary>Prints a table by cause and one by operator.</summary>
    public static void Print(IReadOnlyList<StepExample> examples)
    {
        if (examples.Count == 0)
        {
            Console.Error.WriteLine("infersim: --explain: there is no step to explain (nothing was completed, or the predictor knows no hardware)");
            return;
        }

        Table causes = ConsoleTable.New();
        causes.AddColumns(ConsoleTable.Column("step"), ConsoleTable.Column("of"), ConsoleTable.Column("ms", number: true));
        causes.AddColumns([.. s_causes.Select(c => ConsoleTable.Column($"{c.Name} ms", number: true))]);
        foreach (StepExample example in examples)
        {
            causes.AddRow([
                ConsoleTable.Cell(example.Name), ConsoleTable.Cell(example.Shape), Milliseconds(example.Breakdown.TotalSeconds),
                .. s_causes.Select(c => Milliseconds(example.Breakdown.Seconds(c.Cause))),
            ]);
        }

        ConsoleTable.Line();
        ConsoleTable.Line("where the time of a step goes");
        ConsoleTable.Out.Write(causes);
        if (examples.Any(e => e.Phase == "draft"))
        {
            ConsoleTable.Line("a step is its line and the draft line under it");
        }

        foreach (StepExample example in examples)
        {
            PrintOperators(example);
        }
    }

    private static void PrintOperators(StepExample example)
    {
        bool hides = example.Breakdown.Operators.Any(o => o.HiddenSeconds > 0);
        Table table = ConsoleTable.New();
        table.AddColumns(
            ConsoleTable.Column($"{example.Name} operator"), ConsoleTable.Column("bound by"), ConsoleTable.Column("ms", number: true),
            ConsoleTable.Column("launches ms", number: true), ConsoleTable.Column("%", number: true));
        if (hides)
        {
            table.AddColumn(ConsoleTable.Column("hidden ms", number: true));
        }

        double total = example.Breakdown.TotalSeconds;
        foreach (OperatorCost part in example.Breakdown.Operators.Where(o => o.Seconds + o.LaunchSeconds + o.HiddenSeconds > 0))
        {
            string cause = s_causes.First(c => c.Cause == part.Cause).Name;
            table.AddRow((Text[])
            [
                ConsoleTable.Cell(part.Name), ConsoleTable.Cell(cause), Milliseconds(part.Seconds), Milliseconds(part.LaunchSeconds),
                ConsoleTable.Cell(FormattableString.Invariant($"{(part.Seconds + part.LaunchSeconds) / total * 100:0.0}")),
                .. hides ? [Milliseconds(part.HiddenSeconds)] : (Text[])[],
            ]);
        }

        ConsoleTable.Out.Write(table);
    }

    private static Text Milliseconds(double seconds) => ConsoleTable.Cell(FormattableString.Invariant($"{seconds * 1000:0.000}"));
}
