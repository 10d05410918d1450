using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>Columns of rows that are means of several replications.</summary>
internal static class ReplicationColumns
{
    // What is read most; with an interval for each of the others a row would be twice as long.
    private static readonly string[] s_withInterval =
    [
        "requests_per_second", "output_tokens_per_second", "total_tokens_per_second", "output_tokens_per_second_per_gpu",
        "ttft_mean_ms", "ttft_p50_ms", "ttft_p99_ms", "tpot_mean_ms", "tpot_p50_ms", "tpot_p99_ms",
        "itl_mean_ms", "itl_p99_ms", "e2e_mean_ms", "e2e_p99_ms", "queue_mean_ms", "queue_p99_ms",
        "busy_fraction", "mfu", "mbu", "kv_mean_fraction", "mean_batch", "cache_hit_fraction",
        "total_cost_usd_per_mtok", "input_cost_usd_per_mtok", "output_cost_usd_per_mtok",
        "slo_attainment_fraction", "goodput_requests_per_second", "joules_per_output_token",
    ];

    /// <summary>The column whose value in a replicated row is the mean over the replications; a text is that of the first.</summary>
    public static ResultColumn Mean(ResultColumn single) =>
        single with { Value = r => r.Replications.Count == 0 || single.Value(r) is string ? single.Value(r) : Interval(single, r).Mean };

    /// <summary>The half widths of the 95% intervals, in columns of their own: empty where there is one run.</summary>
    public static IEnumerable<ResultColumn> Intervals(IEnumerable<ResultColumn> single) =>
    [
        .. s_withInterval
            .Select(name => single.First(c => c.Name == name))
            .Select(c => new ResultColumn($"{c.Name}_ci95", r => r.Replications.Count == 0 ? null : Interval(c, r).HalfWidth95)),
    ];

    private static ReplicationInterval Interval(ResultColumn column, PointResult row) =>
        ReplicationInterval.Of(row.Replications.Select(r => column.Value(r) switch
        {
            long whole => whole,
            double number => number,
            _ => (double?)null,
        }));
}
