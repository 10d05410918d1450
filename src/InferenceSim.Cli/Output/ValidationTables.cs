using InferenceSim.Experiments.Validation;
using InferenceSim.Results;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>The report of a validation, for people.</summary>
internal static class ValidationTables
{
    private const int ReasonsShown = 12;

    private static readonly (string Table, string Title)[] s_tables =
    [
        ("all", "All rows that count"),
        ("mode", "By mode (offline, closed loop and open loop are different questions)"),
        ("first token", "Mean time to first token by load"),
        ("engine", "By engine"),
        ("gpu", "By accelerator"),
        ("model", "By model"),
        ("precision", "By precision of the weights"),
        ("parallelism", "By parallelism"),
        ("load", "By load"),
        ("source", "By source"),
    ];

    /// <summary>Prints everything.</summary>
    public static void Print(ValidationReport report)
    {
        PrintCoverage(report);
        foreach ((string table, string title) in s_tables)
        {
            PrintScores(title, [.. report.Scores.Where(s => s.Table == table)]);
        }

        PrintGroups("Ten worst groups: output throughput and time per output token", report.Worst);
        PrintGroups("Ten worst groups: mean time to first token", report.WorstFirstToken);
        PrintSuspects(report);
    }

    private static void PrintCoverage(ValidationReport report)
    {
        ConsoleTable.Line(FormattableString.Invariant(
            $"Coverage: {report.Coverage * 100:0.0}% of the rows that publish isl, osl, load and layout were played. Errors are mean absolute percentage errors of groups (source, engine, model, accelerator, weight precision)."));
        Table table = ConsoleTable.New();
        table.AddColumns(ConsoleTable.Column("status"), ConsoleTable.Column("rows", number: true), ConsoleTable.Column("reason"));
        foreach (IGrouping<ValidationStatus, ValidationRow> status in report.Rows.GroupBy(r => r.Status).OrderBy(g => g.Key))
        {
            IGrouping<string, ValidationRow>[] reasons = [.. status.GroupBy(r => r.Reason ?? "").OrderByDescending(g => g.Count())];
            foreach (IGrouping<string, ValidationRow> reason in reasons.Take(ReasonsShown))
            {
                string ids = status.Key is ValidationStatus.Infeasible or ValidationStatus.Error ? $" [{string.Join(' ', reason.Take(4).Select(r => r.Measurement.Id))}]" : "";
                table.AddRow(ConsoleTable.Cell(PredictionCsv.Name(status.Key)), Count(reason.Count()), ConsoleTable.Cell(reason.Key + ids));
            }

            if (reasons.Length > ReasonsShown)
            {
                table.AddRow(ConsoleTable.Cell(PredictionCsv.Name(status.Key)), Count(reasons.Skip(ReasonsShown).Sum(r => r.Count())), ConsoleTable.Cell("other reasons"));
            }
        }

        ConsoleTable.Out.Write(table);
    }

    private static void PrintScores(string title, IReadOnlyList<Score> scores)
    {
        if (scores.Count == 0)
        {
            return;
        }

        ConsoleTable.Line(title);
        Table table = ConsoleTable.New();
        table.AddColumns(
            ConsoleTable.Column("metric"), ConsoleTable.Column("slice"), ConsoleTable.Column("rows", number: true), ConsoleTable.Column("groups", number: true),
            ConsoleTable.Column("median %", number: true), ConsoleTable.Column("p90 %", number: true), ConsoleTable.Column("bias %", number: true));
        foreach (Score score in scores)
        {
            table.AddRow(
                ConsoleTable.Cell(score.Metric), ConsoleTable.Cell(score.Slice), Count(score.Rows), Count(score.Groups),
                Percent(score.MedianErrorPercent), Percent(score.P90ErrorPercent), Signed(score.BiasPercent));
        }

        ConsoleTable.Out.Write(table);
    }

    private static void PrintGroups(string title, IReadOnlyList<GroupError> groups)
    {
        ConsoleTable.Line(title);
        Table table = ConsoleTable.New();
        table.AddColumns(
            ConsoleTable.Column("metric"), ConsoleTable.Column("group"), ConsoleTable.Column("rows", number: true),
            ConsoleTable.Column("error %", number: true), ConsoleTable.Column("bias %", number: true));
        foreach (GroupError group in groups)
        {
            table.AddRow(
                ConsoleTable.Cell(group.Metric), ConsoleTable.Cell(group.Key.ToString()), Count(group.Rows), Percent(group.ErrorPercent), Signed(group.BiasPercent));
        }

        ConsoleTable.Out.Write(table);
    }

    private static void PrintSuspects(ValidationReport report)
    {
        Prediction[] suspects = [.. report.Rows.Where(r => r.Status == ValidationStatus.Suspect).SelectMany(r => r.Predictions()).Where(p => p.Predicted is not null)];
        if (suspects.Length == 0)
        {
            return;
        }

        ConsoleTable.Line("Doubted measurements, neither fitted nor counted (mean signed error)");
        Table table = ConsoleTable.New();
        table.AddColumns(ConsoleTable.Column("metric"), ConsoleTable.Column("reason"), ConsoleTable.Column("rows", number: true), ConsoleTable.Column("bias %", number: true));
        foreach (IGrouping<(string Metric, string? Reason), Prediction> group in suspects.GroupBy(p => (p.Metric, p.Row.Reason)))
        {
            table.AddRow(ConsoleTable.Cell(group.Key.Metric), ConsoleTable.Cell(group.Key.Reason), Count(group.Count()), Signed(group.Average(p => p.ErrorPercent!.Value)));
        }

        ConsoleTable.Out.Write(table);
    }

    private static Text Count(int number) => ConsoleTable.Cell(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static Text Percent(double number) => ConsoleTable.Cell(FormattableString.Invariant($"{number:0.0}"));

    private static Text Signed(double number) => ConsoleTable.Cell(FormattableString.Invariant($"{number:+0.0;-0.0;0.0}"));
}
