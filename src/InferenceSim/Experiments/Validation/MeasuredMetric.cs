namespace InferenceSim.Experiments.Validation;

/// <summary>A quantity that measurements are published in.</summary>
/// <param name="Column">Its column in the measurement format.</param>
/// <param name="Predict">The simulator's figure for it.</param>
public sealed record MeasuredMetric(string Column, Func<PlayResult, double?> Predict)
{
    /// <summary>All quantities of the format, in its order.</summary>
    public static IReadOnlyList<MeasuredMetric> All { get; } =
    [
        new("output_tok_s_total", r => r.OutputTokensPerSecond),
        new("total_tok_s", r => r.TotalTokensPerSecond),
        new("req_s", r => r.RequestsPerSecond),
        new("ttft_mean_ms", r => r.Report.Ttft.MeanMs),
        new("ttft_p50_ms", r => r.Report.Ttft.P50Ms),
        new("ttft_p90_ms", r => r.Report.Ttft.P90Ms),
        new("ttft_p99_ms", r => r.Report.Ttft.P99Ms),
        new("tpot_mean_ms", r => r.Report.Tpot.MeanMs),
        new("tpot_p50_ms", r => r.Report.Tpot.P50Ms),
        new("tpot_p90_ms", r => r.Report.Tpot.P90Ms),
        new("tpot_p99_ms", r => r.Report.Tpot.P99Ms),
        new("itl_p50_ms", r => r.Report.Itl.P50Ms),
        new("itl_p99_ms", r => r.Report.Itl.P99Ms),
        new("e2e_mean_ms", r => r.Report.E2e.MeanMs),
        new("e2e_p50_ms", r => r.Report.E2e.P50Ms),
        new("e2e_p90_ms", r => r.Report.E2e.P90Ms),
        new("e2e_p99_ms", r => r.Report.E2e.P99Ms),
    ];
}
