using InferenceSim.Experiments;
using InferenceSim.Results;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>The rows of an experiment for people: what differs and what matters. The CSV has everything.</summary>
internal static class ResultTable
{
    private const int NarrowWidth = 118;
    private const int LongestNote = 70;

    private static readonly Figure[] s_figures =
    [
        new("output\ntok/s", r => Numbers.Short(r.Report?.OutputTokensPerSecond)),
        new("tok/s\n/user", r => Numbers.Short(1000 / r.Report?.Tpot.MeanMs)),
        new("TTFT ms\np50", r => Numbers.Short(r.Report?.Ttft.P50Ms)),
        new("TTFT ms\np99", r => Numbers.Short(r.Report?.Ttft.P99Ms)),
        new("TPOT ms\np50", r => Numbers.Short(r.Report?.Tpot.P50Ms), Wide: true),
        new("TPOT ms\np99", r => Numbers.Short(r.Report?.Tpot.P99Ms)),
        new("busy\n%", r => Numbers.Percent(r.Report?.BusyFraction), Wide: true),
        new("MFU\n%", r => Numbers.Percent(r.Mfu)),
        new("MBU\n%", r => Numbers.Percent(r.Mbu)),
        new("KV %\npeak", r => Numbers.Percent(r.Report?.KvPeakFraction), Wide: true),
        new("cache\nhit %", r => Numbers.Percent(r.Report?.CacheHitFraction), Wide: true),
        new("$/M\ninput", r => Numbers.Usd(r.Cost?.InputUsdPerMillionTokens)),
        new("$/M\noutput", r => Numbers.Usd(r.Cost?.OutputUsdPerMillionTokens)),
        new("$/M\ntotal", r => Numbers.Usd(r.Cost?.TotalUsdPerMillionTokens)),
    ];

    /// <summary>Prints the rows.</summary>
    /// <param name="results">The rows.</param>
    /// <param name="always">Inputs that are shown even where they do not vary.</param>
    public static void Print(IReadOnlyList<PointResult> results, params string[] always)
    {
        ResultColumn[] inputs = [.. always.Select(VaryingInputs.Column).Union(VaryingInputs.Of(results)).OrderBy(Position)];
        Figure[] figures = [.. s_figures.Where(f => !f.Wide || ConsoleTable.Width >= NarrowWidth)];
        Table table = ConsoleTable.New();
        foreach (ResultColumn input in inputs)
        {
            table.AddColumn(ConsoleTable.Column(input.Name.Replace('_', '\n'), number: IsNumber(input, results)));
        }

        table.AddColumn(ConsoleTable.Column("status"));
        foreach (Figure figure in figures)
        {
            table.AddColumn(ConsoleTable.Column(figure.Header, number: true));
        }

        foreach (PointResult result in results)
        {
            table.AddRow([
                .. inputs.Select(c => ConsoleTable.Cell(Show(c.Value(result)))),
                ConsoleTable.Cell(ResultColumns.StatusName(result.Status)),
                .. figures.Select(f => ConsoleTable.Cell(f.Value(result))),
            ]);
        }

        ConsoleTable.Out.Write(table);
    }

    /// <summary>Prints what all rows have in common, in words, above the table.</summary>
    public static void PrintSetting(IReadOnlyList<PointResult> results)
    {
        PointInputs first = results[0].Inputs;
        List<string> parts = [];
        Add(parts, Same(results, r => r.Inputs.Model), first.Model);
        Add(parts, Same(results, r => r.Inputs.WeightPrecision), first.WeightPrecision);
        Add(parts, Same(results, r => r.Inputs.KvPrecision), $"KV {first.KvPrecision}");
        Add(parts, Same(results, r => (r.Inputs.Gpus, r.Inputs.Gpu)), $"on {first.Gpus} x {first.Gpu}");
        Add(parts, Same(results, r => r.Inputs.Policy), $"policy {first.Policy}");
        Add(parts, Same(results, r => r.Inputs.Workload), $"workload {first.Workload}");
        Add(parts, Same(results, r => r.Inputs.Arrivals), $"arrivals {first.Arrivals}");
        Add(parts, Same(results, r => r.Inputs.MaxModelLen), FormattableString.Invariant($"context limit {first.MaxModelLen:#,##0}"));
        ConsoleTable.Line(string.Join(", ", parts));
        string[] prices = [.. results.Select(r => r.Cost?.Price).Where(p => p is not null).Distinct().Select(p =>
            $"{Numbers.Usd(p!.UsdPerGpuHour)} USD per GPU-hour ({Shortened(p.Source)})")];
        if (prices.Length == 1)
        {
            ConsoleTable.Line(prices[0]);
        }
    }

    /// <summary>Says whose efficiencies nobody measured.</summary>
    public static void PrintEvidence(IReadOnlyList<PointResult> results)
    {
        string[] guessed = [.. results.Where(r => r.Ran && r.Inputs.HardwareEvidence == "datasheet").Select(r => r.Inputs.Gpu!).Distinct()];
        if (guessed.Length > 0)
        {
            ConsoleTable.Line($"{string.Join(", ", guessed)}: efficiencies guessed from the data sheet: a rough estimate");
        }
    }

    /// <summary>Prints why rows are not ok, each reason once.</summary>
    public static void PrintReasons(IReadOnlyList<PointResult> results)
    {
        foreach (IGrouping<string, PointResult> group in results.Where(r => r.Reason is not null).GroupBy(r => r.Reason!, StringComparer.Ordinal))
        {
            PointResult first = group.First();
            string rows = group.Count() == 1 ? "" : $" ({group.Count()} rows)";
            ConsoleTable.Line($"{ResultColumns.StatusName(first.Status)}{rows}: {group.Key}");
        }
    }

    private static void Add(List<string> parts, bool same, string? text)
    {
        if (same && !string.IsNullOrWhiteSpace(text))
        {
            parts.Add(text);
        }
    }

    /// <summary>The beginning of a long note; the CSV has it whole.</summary>
    private static string Shortened(string note) => note.Length <= LongestNote
        ? note
        : note[..note.LastIndexOf(' ', LongestNote)] + " ...";

    private static bool Same<T>(IReadOnlyList<PointResult> results, Func<PointResult, T?> value) =>
        value(results[0]) is not null && results.All(r => Equals(value(r), value(results[0])));

    private static int Position(ResultColumn column)
    {
        int index = 0;
        while (ResultColumns.All[index] != column)
        {
            index++;
        }

        return index;
    }

    private static bool IsNumber(ResultColumn column, IReadOnlyList<PointResult> results) =>
        results.All(r => column.Value(r) is null or long or double);

    private static string Show(object? value) => value switch
    {
        null => "-",
        double number => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "-",
    };

    /// <summary>One figure of the table.</summary>
    /// <param name="Header">Its header, in two lines.</param>
    /// <param name="Value">Its text.</param>
    /// <param name="Wide">Whether it is left out where the terminal is narrow.</param>
    private sealed record Figure(string Header, Func<PointResult, string> Value, bool Wide = false);
}
