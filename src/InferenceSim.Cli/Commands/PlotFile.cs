using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Plots;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary>
/// Draws rows. It is the only user of the plotting library here, so that a command without <c>--plot</c> never loads it.
/// </summary>
internal static class PlotFile
{
    private static readonly (string Column, string Title, string Word)[] s_axes =
    [
        ("batch", "Batch size (sequences)", "batch"),
        ("rate_requests_per_second", "Arrival rate (requests/s)", "rate"),
        ("concurrency", "Concurrent users", "users"),
        ("token_budget", "Token budget (tokens per step)", "budget"),
        ("rate_scale", "Factor on the trace's rate", "factor"),
        ("input_tokens", "Input tokens", "input"),
        ("output_tokens", "Output tokens", "output"),
        ("num_gpus", "Accelerators", "GPUs"),
    ];

    /// <summary>Writes a picture of <paramref name="rows"/>; its format follows from the ending of the name.</summary>
    public static void Write(string path, IReadOnlyList<PointResult> rows)
    {
        ResultColumn[] varying = [.. VaryingInputs.Of(rows)];
        (string column, string title, string word) = s_axes.FirstOrDefault(a => varying.Any(v => v.Name == a.Column), s_axes[0]);
        ResultColumn axis = VaryingInputs.Column(column);
        ResultColumn[] telling = [.. varying.Where(c => c != axis)];
        SweepFigure figure = new()
        {
            Title = Title(rows),
            Subtitle = Subtitle(rows),
            AxisTitle = title,
            AxisName = word,
            Series = [.. rows
                .GroupBy(r => string.Join(", ", telling.Select(c => Label(c, r))), StringComparer.Ordinal)
                .Select(g => new SweepSeries(Name(g.Key, rows), [.. g.Where(r => Number(axis, r) is not null).Select(r => Point(r, Number(axis, r)!.Value))]))
                .Where(s => s.Points.Count > 0)],
            Source = $"InferenceSim, seed {rows[0].Inputs.Seed}",
        };
        PlotFormat format = SweepChart.FormatOf(path);
        DiskFiles.WriteWhole(path, stream => SweepChart.Write(stream, format, figure));
    }

    private static SweepPoint Point(PointResult row, double x) => new()
    {
        X = x,
        Status = row.Status switch
        {
            PointStatus.Ok or PointStatus.MissesSlo => SweepPointStatus.Ok,
            PointStatus.Saturated => SweepPointStatus.Saturated,
            _ => SweepPointStatus.NotRun,
        },
        OutputTokensPerSecond = row.Mean(r => r.Report?.OutputTokensPerSecond),
        OutputTokensPerSecondPerGpu = row.Mean(r => r.Report?.OutputTokensPerSecond / r.Inputs.Gpus),
        InteractivityTokensPerSecond = row.Mean(r => r.Report?.Tpot.MeanMs > 0 ? 1000 / r.Report.Tpot.MeanMs : null),
        TpotMilliseconds = row.Mean(r => r.Report?.Tpot.MeanMs),
        TtftP50Milliseconds = row.Mean(r => r.Report?.Ttft.P50Ms),
        TtftP99Milliseconds = row.Mean(r => r.Report?.Ttft.P99Ms),
        OutputCostUsdPerMtok = row.Mean(r => r.Cost?.OutputUsdPerMillionTokens),
    };

    private static string Title(IReadOnlyList<PointResult> rows)
    {
        PointInputs first = rows[0].Inputs;
        string gpus = rows.All(r => r.Inputs.Gpu == first.Gpu && r.Inputs.Gpus == first.Gpus) ? $" on {first.Gpus} x {first.Gpu}" : "";
        string model = rows.All(r => r.Inputs.Model == first.Model) ? first.Model ?? "linear predictor" : "Several models";
        string precision = rows.All(r => r.Inputs.WeightPrecision == first.WeightPrecision) ? $" {first.WeightPrecision}" : "";
        return model + precision + gpus;
    }

    private static string Subtitle(IReadOnlyList<PointResult> rows)
    {
        PointInputs first = rows[0].Inputs;
        List<string> parts = [];
        foreach ((string? text, Func<PointResult, object?> value) in ((string?, Func<PointResult, object?>)[])
        [
            ($"workload {first.Workload}", r => r.Inputs.Workload),
            ($"{first.Arrivals} arrivals", r => r.Inputs.Arrivals),
            ($"policy {first.Policy}", r => r.Inputs.Policy),
            ($"KV cache {first.KvPrecision}", r => r.Inputs.KvPrecision),
            (FormattableString.Invariant($"{rows[0].Cost?.Price.UsdPerGpuHour} USD per GPU-hour"), r => r.Cost?.Price.UsdPerGpuHour),
        ])
        {
            if (value(rows[0]) is object one && rows.All(r => one.Equals(value(r)) || !r.Ran))
            {
                parts.Add(text!);
            }
        }

        return string.Join(", ", parts);
    }

    private static string Name(string telling, IReadOnlyList<PointResult> rows) => telling.Length > 0 ? telling : rows[0].Inputs.Gpu ?? "simulated";

    private static string Label(ResultColumn column, PointResult row) => column.Value(row) switch
    {
        null => "-",
        string text => text is "on" or "off" ? $"{column.Name.Replace('_', ' ')} {text}" : text,
        object number when column.Name == "num_gpus" => $"{number} GPUs",
        object number => FormattableString.Invariant($"{column.Name.Replace('_', ' ')} {number}"),
    };

    private static double? Number(ResultColumn column, PointResult row) => column.Value(row) switch
    {
        long whole => whole,
        double number => number,
        string text when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };
}
