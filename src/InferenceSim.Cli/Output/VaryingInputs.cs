using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Output;

/// <summary>
/// Which inputs tell rows apart. One that only follows from another (the default token budget of each accelerator, the users of a
/// closed loop that are the batch) does not.
/// </summary>
internal static class VaryingInputs
{
    private static readonly (string Column, Func<Scenario, object?> Asked)[] s_inputs =
    [
        ("model", s => s.Model), ("gpu", s => s.Gpu), ("num_gpus", s => s.Tp), ("replicas", s => s.Replicas), ("router", s => s.Router), ("pools", s => s.Pools),
        ("kv_link_gigabytes_per_second", s => s.KvLinkGigabytesPerSecond), ("kv_link_latency_us", s => s.KvLinkLatencyUs), ("kv_layerwise", s => s.KvLayerwise), ("router_staleness_seconds", s => s.RouterStaleness),
        ("max_outstanding", s => s.MaxOutstanding), ("max_waiting", s => s.MaxWaiting), ("weight_precision", s => s.Precision),
        ("kv_precision", s => s.KvPrecision), ("policy", s => s.Policy), ("token_budget", s => s.TokenBudget),
        ("prefix_caching", s => s.PrefixCaching), ("async_scheduling", s => s.AsyncScheduling), ("engine", s => s.Engine), ("host", s => s.Host),
        ("workload", s => s.Workload), ("arrivals", s => s.Arrivals),
        ("input_tokens", s => s.InputTokens), ("output_tokens", s => s.OutputTokens), ("think_time_seconds", s => s.ThinkTime),
        ("requests", s => s.Requests), ("rate_scale", s => s.RateScale), ("trace_window", s => s.Window),
        ("rate_profile", s => s.RateProfile), ("arrival_duration", s => s.Duration),
        ("block_size", s => s.BlockSize), ("max_model_len", s => s.MaxModelLen), ("memory_utilization", s => s.MemoryUtilization),
        ("kv_tiers", s => s.KvTiers), ("kv_fetch", s => s.KvFetch),
        ("kv_blocks", s => s.KvBlocks), ("warmup_seconds", s => s.Warmup), ("measure_seconds", s => s.Measure),
        ("slo_ttft_ms", s => s.SloTtftMs), ("slo_tpot_ms", s => s.SloTpotMs), ("seed", s => s.Seed),
        ("rate_requests_per_second", s => s.Rate), ("concurrency", s => s.Concurrency), ("batch", s => s.Batch),
        ("replications", s => s.Replications),
        ("price_usd_per_gpu_hour", s => (object?)s.Price ?? s.RentalFrom), ("shared_prefix_tokens", s => s.SharedPrefixTokens),
        ("input_price_usd_per_mtok", s => (object?)s.InputPrice ?? s.PricesFrom), ("output_price_usd_per_mtok", s => s.OutputPrice),
    ];

    /// <summary>The columns whose question differs between rows, in order.</summary>
    public static IReadOnlyList<ResultColumn> Of(IReadOnlyList<PointResult> rows) =>
    [
        .. s_inputs
            .Where(i => rows.Select(r => i.Asked(r.Inputs.Scenario)).Distinct().Skip(1).Any())
            .Select(i => Column(i.Column)),
    ];

    /// <summary>The column called <paramref name="name"/>.</summary>
    public static ResultColumn Column(string name) => ResultColumns.All.First(c => c.Name == name);
}
