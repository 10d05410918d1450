using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary>Where the answers of economics commands go: <c>--out</c>, <c>--json</c>, <c>--plot</c>, and <c>--format</c> for stdout.</summary>
internal sealed class EconomicsOutput
{
    private readonly Option<string?> _out = new("--out") { Description = "write the rows to a CSV file", HelpName = "file.csv" };
    private readonly Option<string?> _json = new("--json") { Description = "write the rows to a JSON file", HelpName = "file.json" };
    private readonly Option<string?> _plot;
    private readonly Option<string?> _format = OutputFormats.Option();

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="picture">What its picture shows.</param>
    public EconomicsOutput(Command command, string picture)
    {
        _plot = new Option<string?>("--plot") { Description = picture, HelpName = "file.png|svg" };
        command.Add(_out);
        command.Add(_json);
        command.Add(_plot);
        command.Add(_format);
    }

    /// <summary>Checks before anything is run that what is asked for can be written after it.</summary>
    public void Check(ParseResult parsed)
    {
        OutputOptions.CheckPlotName(parsed.GetValue(_plot));
        DiskFiles.CheckTarget(parsed.GetValue(_out));
        DiskFiles.CheckTarget(parsed.GetValue(_json));
        DiskFiles.CheckTarget(parsed.GetValue(_plot));
    }

    /// <summary>Writes the files and prints the answer.</summary>
    public void Write(ParseResult parsed, Scenario scenario, EconomicsTable table)
    {
        if (parsed.GetValue(_out) is string csv)
        {
            DiskFiles.WriteWhole(csv, stream => RecordPrinter.WriteCsv(stream, table.Columns, table.Rows));
        }

        if (parsed.GetValue(_json) is string json)
        {
            DiskFiles.WriteWhole(json, stream => RecordPrinter.WriteJson(stream, table.Columns, table.Rows));
        }

        if (parsed.GetValue(_plot) is string plot)
        {
            DiskFiles.WriteWhole(plot, stream => FigureChart.Write(stream, SweepChart.FormatOf(plot), table.Figure()));
        }

        OutputFormat format = OutputFormats.Of(parsed.GetValue(_format));
        if (format == OutputFormat.Table)
        {
            Line("Question", scenario.Economics?.Question);
        }

        Print(table, format);
        if (format == OutputFormat.Table)
        {
            foreach (string sentence in table.Sentences)
            {
                ConsoleTable.Line(sentence);
            }

            Line("It hangs on this", scenario.Economics?.Assumption);
        }
    }

    private static void Print(EconomicsTable table, OutputFormat format)
    {
        if (format != OutputFormat.Table)
        {
            RecordPrinter.Print(table.Columns, table.Rows, format);
            return;
        }

        // On a terminal, columns that nothing is in only take room.
        int[] shown = [.. Enumerable.Range(0, table.Columns.Length)
            .Where(c => table.OnTerminal.Contains(table.Columns[c]) && Array.Exists(table.Rows, r => r[c] is not (null or "")))];
        RecordPrinter.Print([.. shown.Select(c => table.Columns[c])], table.Rows.Select(r => shown.Select(c => r[c]).ToArray()), format, Number);
    }

    /// <summary>Cents where there are dollars enough, four digits that count where there are not.</summary>
    private static string Number(double value)
    {
        double size = Math.Abs(value);
        int more = size is > 0 and < 0.1 ? (int)Math.Min(9, 3 - Math.Floor(Math.Log10(size))) : 0;
        string format = size >= 10 ? "#,##0.00" : more > 0 ? "0." + new string('0', more) : "0.00##";
        return value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Line(string name, string? text)
    {
        if (text is not null)
        {
            ConsoleTable.Line($"{name}: {text}");
        }
    }
}
