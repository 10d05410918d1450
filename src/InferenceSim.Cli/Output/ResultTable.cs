using InferenceSim.Experiments;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Results;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>The rows of an experiment for people: what differs and what matters. The CSV has everything.</summary>
internal static class ResultTable
{
    private const int TableMargin = 2;
    private const int LongestNote = 70;

    private static readonly Figure[] s_figures =
    [
        new("output\ntok/s", 0, Numbers.Short, r => r.Report?.OutputTokensPerSecond),
        new("tok/s\n/user", 7, Numbers.Short, r => 1000 / r.Report?.Tpot.MeanMs),
        new("TTFT ms\np50", 8, Numbers.Short, r => r.Report?.Ttft.P50Ms),
        new("TTFT ms\np99", 2, Numbers.Short, r => r.Report?.Ttft.P99Ms),
        new("TPOT ms\np50", 13, Numbers.Short, r => r.Report?.Tpot.P50Ms),
        new("TPOT ms\np99", 3, Numbers.Short, r => r.Report?.Tpot.P99Ms),
        new("TPOT\n± %", 5, Numbers.Short, r => r.Error?.TpotPercent),
        new("busy\n%", 12, Numbers.Percent, r => r.Report?.BusyFraction),
        new("MFU\n%", 9, Numbers.Percent, r => r.Mfu),
        new("MBU\n%", 6, Numbers.Percent, r => r.Mbu),
        new("KV %\npeak", 14, Numbers.Percent, r => r.Report?.KvPeakFraction),
        new("cache\nhit %", 15, Numbers.Percent, r => r.Report?.CacheHitFraction),
        new("$/M\ninput", 11, Numbers.Usd, r => r.Cost?.InputUsdPerMillionTokens),
        new("$/M\noutput", 1, Numbers.Usd, r => r.Cost?.OutputUsdPerMillionTokens),
        new("$/M\ntotal", 10, Numbers.Usd, r => r.Cost?.TotalUsdPerMillionTokens),
        new("$/M\n± %", 4, Numbers.Short, r => r.Cost is null ? null : r.Error?.ThroughputPercent),
        new("J/output\ntoken", 16, Numbers.Short, r => r.Energy?.JoulesPerOutputToken),
    ];

    /// <summary>Prints the rows.</summary>
    /// <param name="results">The rows.</param>
    /// <param name="always">Inputs that are shown even where they do not vary.</param>
    public static void Print(IReadOnlyList<PointResult> results, params string[] always)
    {
        ResultColumn[] inputs = [.. always.Select(VaryingInputs.Column).Union(VaryingInputs.Of(results)).OrderBy(Position)];
        List<Column> columns =
        [
            .. inputs.Select(c => new Column(c.Name.Replace('_', '\n'), IsNumber(c, results), [.. results.Select(r => Show(c.Value(r)))])),
            new Column("status", false, [.. results.Select(r => ResultColumns.StatusName(r.Status))]),
        ];
        int taken = TableMargin + columns.Sum(c => c.Width);
        HashSet<Figure> fitting = [];
        foreach (Figure figure in s_figures.OrderBy(f => f.Rank))
        {
            int width = Of(figure, results).Width;
            if (taken + width > ConsoleTable.Width)
            {
                break;
            }

            taken += width;
            fitting.Add(figure);
        }

        columns.AddRange(s_figures.Where(fitting.Contains).Select(f => Of(f, results)));
        Table table = ConsoleTable.New();
        columns.ForEach(c => table.AddColumn(ConsoleTable.Column(c.Header, c.IsNumber)));
        for (int i = 0; i < results.Count; i++)
        {
            table.AddRow(columns.Select(c => ConsoleTable.Cell(c.Cells[i])));
        }

        ConsoleTable.Out.Write(table);
    }

    private static Column Of(Figure figure, IReadOnlyList<PointResult> results) => new(figure.Header, true, [.. results.Select(r => Show(figure, r))]);

    /// <summary>The figure of a row; of several replications with half the width of its 95% interval.</summary>
    private static string Show(Figure figure, PointResult row) => row.Replications.Count == 0
        ? figure.Format(figure.Value(row))
        : ReplicationInterval.Of(row.Replications.Select(figure.Value)) is { HalfWidth95: double half } interval
            ? $"{figure.Format(interval.Mean)} ±{figure.Format(half)}"
            : figure.Format(row.Mean(figure.Value));

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

    /// <summary>Says what the bands mean and what the predictions rest on.</summary>
    public static void PrintEvidence(IReadOnlyList<PointResult> results)
    {
        PointResult[] judged = [.. results.Where(r => r.Error is not null)];
        if (judged.Length == 0)
        {
            return;
        }

        ConsoleTable.Line(PredictionWords.Meaning);
        foreach (IGrouping<PredictionEvidence, PointResult> group in judged.GroupBy(r => r.Error!.Evidence).OrderByDescending(g => g.Key))
        {
            string[] names = [.. group.Select(r => $"{r.Inputs.Model} on {r.Inputs.Gpu}").Distinct()];
            ConsoleTable.Line($"{string.Join(", ", names)}: {PredictionWords.Of(group.Key)}");
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
    /// <param name="Rank">Where the terminal is narrow, those of the lowest ranks are shown.</param>
    /// <param name="Format">How its number is written.</param>
    /// <param name="Value">Its number in a run.</param>
    private sealed record Figure(string Header, int Rank, Func<double?, string> Format, Func<PointResult, double?> Value);

    /// <summary>A column ready to be printed.</summary>
    private sealed record Column(string Header, bool IsNumber, IReadOnlyList<string> Cells)
    {
        /// <summary>Characters that it takes on a line, with the space beside it.</summary>
        public int Width { get; } = Math.Max(Header.Split('\n').Max(l => l.Length), Cells.Count == 0 ? 0 : Cells.Max(c => c.Length)) + (IsNumber ? 1 : 2);
    }
}
