using System.Globalization;
using InferenceSim.Experiments.Validation;
using InferenceSim.Plots;

namespace InferenceSim.Cli.Commands;

/// <summary>
/// Draws a validation: every figure that counts, and for each engine the two longest sweeps of load, one of throughput against
/// interactivity, one of time to first token. Which are drawn depends on their length alone, never on how well they are met.
/// </summary>
internal static class ValidationPlotFile
{
    private const int FewestLoads = 3;

    private static readonly (string Family, string Name)[] s_engines = [("vllm", "vLLM"), ("sglang", "SGLang"), ("trtllm", "TensorRT-LLM, NIM")];

    private static readonly (string Metric, string Title, string Unit)[] s_parities =
    [
        ("output_tok_s_total", "Output throughput", "Output tokens/s"),
        ("tpot_mean_ms", "Mean time per output token", "TPOT (ms)"),
        ("ttft_mean_ms", "Mean time to first token", "TTFT (ms)"),
    ];

    /// <summary>Writes a picture of <paramref name="rows"/>; its format follows from the ending of the name.</summary>
    public static void Write(string path, IReadOnlyList<ValidationRow> rows)
    {
        ValidationRow[] counting = [.. rows.Where(r => r.Status == ValidationStatus.Ok && Series(r) >= 0)];
        ValidationFigure figure = new()
        {
            Title = "Predicted against measured",
            Subtitle = FormattableString.Invariant(
                $"{counting.Length} published measurements of {counting.Select(r => r.Measurement.Model).Distinct().Count()} models on {counting.Select(r => r.Measurement.Gpu).Distinct().Count()} accelerators, each played with the protocol of its source. Below, for each engine its longest sweeps (input/output tokens in the title)."),
            Series = [.. s_engines.Select(e => e.Name)],
            Parities = [.. s_parities.Select(p => new ParityPlot(p.Title, p.Unit, Points(counting, p.Metric)))],
            Curves =
            [
                Longest(counting, IsThroughputSweep, Interactivity),
                Longest(counting, r => r.Measurement.Measured.ContainsKey("ttft_mean_ms"), FirstToken),
            ],
            Source = "InferenceSim, infersim validate",
        };
        PlotFormat format = SweepChart.FormatOf(path);
        DiskFiles.WriteWhole(path, stream => ValidationChart.Write(stream, format, figure));
    }

    private static int Series(ValidationRow row) => Array.FindIndex(s_engines, e => e.Family == row.Plan.Generation?.Family);

    private static (int Series, double Measured, double Predicted)[] Points(ValidationRow[] rows, string metric) =>
    [
        .. rows.SelectMany(r => r.Predictions().Where(p => p.Counts && p.Metric == metric && p.Predicted > 0).Select(p => (Series(r), p.Measured, p.Predicted!.Value))),
    ];

    private static IReadOnlyList<CurvePlot> Longest(ValidationRow[] rows, Func<ValidationRow, bool> fits, Func<ValidationRow[], CurvePlot> plot) =>
    [
        .. from sweep in rows.Where(r => fits(r) && r.Measurement.Mode != MeasuredMode.Offline && r.Measurement.Load < double.PositiveInfinity)
               .GroupBy(SweepKey)
           let points = sweep.DistinctBy(r => r.Measurement.Load).OrderBy(r => r.Measurement.Load).ToArray()
           where points.Length >= FewestLoads
           orderby points.Length descending, sweep.Key
           group points by Series(points[0]) into ofEngine
           orderby ofEngine.Key
           select plot(ofEngine.First()),
    ];

    private static string SweepKey(ValidationRow row)
    {
        Measurement m = row.Measurement;
        return string.Create(CultureInfo.InvariantCulture, $"{GroupKey.Of(m)}/{m.EngineVersion}/{m.Mode}/{m.Tp}/{m.Pp}/{m.Dp}/{m.Ep}/{m.InputTokens}/{m.OutputTokens}/{m.PrefixCache}/{m.TokenBudget}");
    }

    private static bool IsThroughputSweep(ValidationRow row) =>
        row.Measurement.Mode == MeasuredMode.ClosedLoop && row.Measurement.Measured.ContainsKey("tpot_mean_ms") && Throughput(row.Measurement) is not null;

    /// <summary>Output tokens per second as published, else by Little's law from both latencies.</summary>
    private static double? Throughput(Measurement m) => m.Measured.TryGetValue("output_tok_s_total", out double published) ? published
        : m.Measured.TryGetValue("ttft_mean_ms", out double ttft) && m.Measured.TryGetValue("tpot_mean_ms", out double tpot)
            ? 1000 * m.Load!.Value * m.OutputTokens!.Value / (ttft + ((m.OutputTokens.Value - 1) * tpot))
            : null;

    private static CurvePlot Interactivity(ValidationRow[] sweep) => new(
        Name(sweep[0]), "Tokens/s per user", "Output tokens/s per GPU", Series(sweep[0]), LogY: false,
        [.. sweep.Select(r => new CurvePoint(
            Load(r),
            (1000 / r.Measurement.Measured["tpot_mean_ms"], Throughput(r.Measurement)!.Value / r.Measurement.Gpus!.Value),
            (1000 / r.Result!.Report.Tpot.MeanMs!.Value, r.Result.OutputTokensPerSecond / r.Measurement.Gpus.Value)))]);

    private static CurvePlot FirstToken(ValidationRow[] sweep) => new(
        Name(sweep[0]), sweep[0].Measurement.Mode == MeasuredMode.OpenLoop ? "Arrival rate (requests/s)" : "Concurrent users", "Mean TTFT (ms)", Series(sweep[0]), LogY: true,
        [.. sweep.Select(r => new CurvePoint(
            "",
            (r.Measurement.Load!.Value, r.Measurement.Measured["ttft_mean_ms"]),
            (r.Measurement.Load.Value, r.Result!.Report.Ttft.MeanMs!.Value)))]);

    private static string Load(ValidationRow row) => row.Measurement.Load!.Value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Name(ValidationRow row)
    {
        Measurement m = row.Measurement;
        return FormattableString.Invariant(
            $"{m.Model} {m.WeightPrecision}, {m.Gpus} x {row.Plan.Spec!.Layout.Accelerator.Name}, {m.InputTokens:0}/{m.OutputTokens:0}");
    }
}
