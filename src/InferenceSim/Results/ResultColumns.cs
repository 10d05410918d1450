using InferenceSim.Experiments;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Metrics;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>
/// The columns of every result file, in their published order: what was asked, <c>status</c> and <c>reason</c>, what came out. Readers go
/// by name; a new input goes to the end of the inputs, a new result to the end.
/// </summary>
public static class ResultColumns
{
    // Of a single run; initialized before the list of all columns, which is made of it.
    private static readonly ResultColumn[] s_figures = [.. Throughput(), .. Latencies(), .. Utilization(), .. Money(), .. LaterResults(), .. EconomicsColumns.Results, .. LastResults()];

    /// <summary>All columns.</summary>
    public static IReadOnlyList<ResultColumn> All { get; } =
    [
        .. Inputs(), .. LaterInputs(), .. EconomicsColumns.Inputs,
        new("shared_prefix_tokens", r => Whole(r.Inputs.Scenario.SharedPrefixTokens)),
        new("kv_load", r => r.Inputs.Scenario.KvTiers is null ? null : KvLoadText.NameOf(r.Inputs.Scenario, r.Inputs.Policy ?? "vllm")),
        new("kv_transfer", r => r.Inputs.Scenario.KvTransfer),
        new("kv_link_sharing", r => r.Inputs.Scenario.KvLinkSharing),
        new("status", r => StatusName(r.Status)),
        new("reason", r => r.Reason),
        .. s_figures.Select(ReplicationColumns.Mean),
        .. ReplicationColumns.Intervals(s_figures),
    ];

    /// <summary>How a status is written in files.</summary>
    public static string StatusName(PointStatus status) => status switch
    {
        PointStatus.Ok => "ok",
        PointStatus.Saturated => "saturated",
        PointStatus.MissesSlo => "misses_slo",
        PointStatus.Infeasible => "infeasible",
        PointStatus.Unsupported => "unsupported",
        PointStatus.Stopped => "stopped",
        PointStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    private static IEnumerable<ResultColumn> Inputs() =>
    [
        new("model", r => r.Inputs.Model),
        new("gpu", r => r.Inputs.Gpu),
        new("num_gpus", r => Whole(r.Inputs.Gpus)),
        new("tp", r => Whole(r.Inputs.Tp)),
        new("weight_precision", r => r.Inputs.WeightPrecision),
        new("kv_precision", r => r.Inputs.KvPrecision),
        new("policy", r => r.Inputs.Policy),
        new("batch", r => Whole(r.Inputs.Batch)),
        new("token_budget", r => Whole(r.Inputs.TokenBudget)),
        new("prefix_caching", r => OnOff(r.Inputs.PrefixCaching)),
        new("workload", r => r.Inputs.Workload),
        new("arrivals", r => r.Inputs.Arrivals),
        new("rate_requests_per_second", r => Finite(r.Inputs.RequestsPerSecond)),
        new("concurrency", r => Whole(r.Inputs.Concurrency)),
        new("requests", r => r.Inputs.Requests),
        new("seed", r => Whole(r.Inputs.Seed)),
    ];

    private static IEnumerable<ResultColumn> LaterInputs() =>
    [
        new("block_size", r => Whole(r.Inputs.BlockSize)),
        new("max_model_len", r => Whole(r.Inputs.MaxModelLen)),
        new("memory_utilization", r => Finite(r.Inputs.MemoryUtilization)),
        new("kv_blocks", r => Whole(r.Inputs.KvBlocks)),
        new("predictor", r => r.Inputs.Predictor),
        new("input_tokens", r => r.Inputs.Scenario.InputTokens),
        new("output_tokens", r => r.Inputs.Scenario.OutputTokens),
        new("think_time_seconds", r => Finite(r.Inputs.Scenario.ThinkTime)),
        new("rate_scale", r => Finite(r.Inputs.Scenario.RateScale)),
        new("trace_window", r => r.Inputs.Scenario.Window),
        new("warmup_seconds", r => Finite(r.Inputs.Scenario.Warmup)),
        new("measure_seconds", r => Finite(r.Inputs.Scenario.Measure)),
        new("max_sim_time_seconds", r => Finite(r.Inputs.Scenario.MaxSimTime)),
        new("slo_ttft_ms", r => Finite(r.Inputs.Scenario.SloTtftMs)),
        new("slo_tpot_ms", r => Finite(r.Inputs.Scenario.SloTpotMs)),
        new("hardware_evidence", r => r.Inputs.HardwareEvidence),
        new("async_scheduling", r => OnOff(r.Inputs.AsyncScheduling)),
        new("engine", r => r.Inputs.Engine),
        new("rate_profile", r => r.Inputs.Scenario.RateProfile),
        new("arrival_duration", r => r.Inputs.Scenario.Duration),
        new("replicas", r => Whole(r.Inputs.Replicas)),
        new("router", r => r.Inputs.Router),
        new("replications", r => Whole(r.Inputs.Replications)),
        new("point", r => Whole(r.Place?.Point)),
        new("points", r => Whole(r.Place?.Points)),
        new("sweep", r => r.Place?.Sweep),
        new("host", r => r.Inputs.Host),
        new("router_staleness_seconds", r => Finite(r.Inputs.Scenario.RouterStaleness)),
        new("max_outstanding", r => Whole(r.Inputs.Scenario.MaxOutstanding)),
        new("max_waiting", r => Whole(r.Inputs.Scenario.MaxWaiting)),
        new("kv_tiers", r => r.Inputs.Scenario.KvTiers),
        new("kv_fetch", r => r.Inputs.Scenario.KvTiers is null ? null : r.Inputs.Scenario.KvFetch ?? "if-faster"),
        new("pp", r => Whole(r.Inputs.Pp)),
        new("spec", r => r.Inputs.Scenario.Spec),
        new("spec_acceptance", r => r.Inputs.SpecAcceptance),
        new("order", r => r.Inputs.Scenario.Order ?? QueueOrders.Names[0]),
        new("preemption", r => r.Inputs.Scenario.Preemption ?? "recompute"),
        new("prefill_wait_steps", r => Whole(r.Inputs.Scenario.PrefillWaitSteps)),
        new("batch_wait_steps", r => Whole(r.Inputs.Scenario.BatchWaitSteps)),
        new("batch_wait_share", r => Finite(r.Inputs.Scenario.BatchWaitShare)),
        new("receive_interval_steps", r => Whole(r.Inputs.Scenario.ReceiveIntervalSteps)),
        new("stream_interval", r => Whole(r.Inputs.Scenario.StreamInterval)),
        new("swap_gib", r => Finite(r.Inputs.Scenario.SwapGib)),
        new("max_tokens", r => Whole(r.Inputs.Scenario.MaxTokens)),
        new("patience", r => r.Inputs.Scenario.Patience),
        new("pools", r => r.Inputs.Scenario.Pools),
        new("kv_link_gigabytes_per_second", r => Finite(r.Inputs.Scenario.KvLinkGigabytesPerSecond)),
        new("kv_link_latency_us", r => Finite(r.Inputs.Scenario.KvLinkLatencyUs)),
        new("kv_layerwise", r => OnOff(r.Inputs.Scenario.KvLayerwise)),
        new("dp", r => Whole(r.Inputs.Dp)),
        new("ep", r => Whole(r.Inputs.Ep)),
        new("redundant_experts", r => Whole(r.Inputs.Scenario.RedundantExperts)),
        new("two_batch_overlap", r => OnOff(r.Inputs.Scenario.TwoBatchOverlap)),
    ];

    private static IEnumerable<ResultColumn> Throughput() =>
    [
        Of("steps", r => r.Steps),
        Of("duration_seconds", r => Finite(r.Duration.Seconds)),
        Of("requests_per_second", r => Finite(r.RequestsPerSecond)),
        Of("output_tokens_per_second", r => Finite(r.OutputTokensPerSecond)),
        Of("total_tokens_per_second", r => Finite(r.TotalTokensPerSecond)),
        new("output_tokens_per_second_per_gpu", r => Finite(r.Report?.OutputTokensPerSecond / r.Inputs.Gpus)),
    ];

    private static IEnumerable<ResultColumn> Latencies() =>
    [
        .. Latency("ttft", r => r.Ttft), .. Latency("tpot", r => r.Tpot), .. Latency("itl", r => r.Itl),
        .. Latency("e2e", r => r.E2e), .. Latency("queue", r => r.Queue),
    ];

    private static IEnumerable<ResultColumn> Latency(string name, Func<SimulationReport, LatencySummary> of) =>
    [
        Of($"{name}_mean_ms", r => Finite(of(r).MeanMs)),
        Of($"{name}_p50_ms", r => Finite(of(r).P50Ms)),
        Of($"{name}_p90_ms", r => Finite(of(r).P90Ms)),
        Of($"{name}_p95_ms", r => Finite(of(r).P95Ms)),
        Of($"{name}_p99_ms", r => Finite(of(r).P99Ms)),
        Of($"{name}_max_ms", r => Finite(of(r).MaxMs)),
    ];

    private static IEnumerable<ResultColumn> Utilization() =>
    [
        Of("busy_fraction", r => Finite(r.BusyFraction)),
        new("mfu", r => Finite(r.Mfu)),
        new("mbu", r => Finite(r.Mbu)),
        Of("kv_mean_fraction", r => Finite(r.KvMeanFraction)),
        Of("kv_peak_fraction", r => Finite(r.KvPeakFraction)),
        Of("mean_batch", r => Finite(r.MeanBatch)),
        Of("cache_hit_fraction", r => Finite(r.CacheHitFraction)),
        Of("preemptions", r => r.Preemptions),
    ];

    private static IEnumerable<ResultColumn> Money() =>
    [
        new("price_usd_per_gpu_hour", r => Finite(r.Cost?.Price.UsdPerGpuHour)),
        new("total_cost_usd_per_mtok", r => Finite(r.Cost?.TotalUsdPerMillionTokens)),
        new("input_cost_usd_per_mtok", r => Finite(r.Cost?.InputUsdPerMillionTokens)),
        new("output_cost_usd_per_mtok", r => Finite(r.Cost?.OutputUsdPerMillionTokens)),
    ];

    private static IEnumerable<ResultColumn> LaterResults() =>
    [
        Of("output_tokens_per_second_per_user", r => Finite(r.Tpot.MeanMs > 0 ? 1000 / r.Tpot.MeanMs : null)),
        Of("prefill_busy_fraction", r => Finite(r.BusyTime.Picoseconds == 0 ? null : r.PrefillTime.ShareOf(r.BusyTime))),
        Of("arrived_requests", r => r.Arrived),
        Of("completed_requests", r => r.Completed),
        Of("rejected_requests", r => r.Rejected),
        new("clipped_requests", r => r.Notes?.ClippedToContext),
        new("dropped_trace_rows", r => r.Notes?.DroppedWithoutOutput),
        Of("waiting_at_last_arrival", r => r.WaitingAtLastArrival),
        Of("completed_input_tokens", r => r.PromptTokens),
        Of("cached_input_tokens", r => r.CachedPromptTokens),
        Of("produced_output_tokens", r => r.OutputTokens),
        Of("computed_tokens", r => r.ComputedTokens),
        Of("slo_attainment_fraction", r => Finite(r.Completed == 0 ? null : r.CompletedWithinSlo / (double)r.Completed)),
        Of("goodput_requests_per_second", r => Finite(r.Duration.Picoseconds == 0 ? null : r.CompletedWithinSlo / r.Duration.Seconds)),
        new("total_cost_usd", r => Finite(r.Cost?.TotalUsd)),
        new("price_source", r => r.Cost?.Price.Source),
        new("energy_joules", r => Finite(r.Energy?.Joules)),
        new("mean_watts_per_gpu", r => Finite(r.Energy?.MeanWattsPerAccelerator)),
        new("joules_per_output_token", r => Finite(r.Energy?.JoulesPerOutputToken)),
        new("power_evidence", r => r.Energy?.Model.Evidence.ToString().ToLowerInvariant()),
        new("prediction_evidence", r => r.Error?.Evidence.ToString().ToLowerInvariant()),
        new("tpot_error_pct", r => Finite(r.Error?.TpotPercent)),
        new("throughput_error_pct", r => Finite(r.Error?.ThroughputPercent)),
        new("cost_low_usd_per_mtok", r => Finite(r.Cost?.TotalUsdPerMillionTokens * r.Error?.CostLow)),
        new("cost_high_usd_per_mtok", r => Finite(r.Cost?.TotalUsdPerMillionTokens * r.Error?.CostHigh)),
        Of("lost_requests", r => r.Lost),
        Of("retried_requests", r => r.Retried),
        Of("discarded_output_tokens", r => r.DiscardedOutputTokens),
        Of("mean_replicas", r => Finite(r.MeanReplicas)),
        new("gpu_hours", r => r.Ran ? Finite(r.Groups.Sum(g => g.GpuHours)) : null),
        new("gpu_hours_reserved", r => GpuHours(r, "reserved")),
        new("gpu_hours_on_demand", r => GpuHours(r, "on-demand")),
        new("gpu_hours_spot", r => GpuHours(r, "spot")),
        Of("kv_stall_seconds", r => !r.KvTiers.Any() ? null : Finite(r.StallTime.Seconds)),
        .. Enum.GetValues<KvTierKind>().SelectMany(KvTier),
        Speculative("draft_tokens", r => r.DraftTokens),
        Speculative("accepted_tokens", r => r.AcceptedDraftTokens),
        Speculative("rejected_draft_tokens", r => r.RejectedDraftTokens),
        Speculative("mean_accepted_length", r => Finite(r.MeanAcceptedLength)),
        Of("swapped_gb", r => Finite((double)r.SwappedBytes / 1e9)),
        Of("swap_seconds", r => Finite(r.SwapTime.Seconds)),
        Of("cancelled_requests", r => r.Cancelled),
        Of("cancelled_output_tokens", r => r.CancelledOutputTokens),
        Of("unbilled_tokens", r => r.UnbilledTokens),
    ];

    private static IEnumerable<ResultColumn> LastResults() =>
    [
        Of("kv_loading_seconds", r => !r.KvTiers.Any() ? null : Finite(r.LoadingTime.Seconds)),
    ];

    private static double? GpuHours(PointResult result, string purchase) =>
        result.Ran ? Finite(result.Groups.Where(g => g.Plan.Purchase == purchase).Sum(g => g.GpuHours)) : null;

    private static IEnumerable<ResultColumn> KvTier(KvTierKind kind)
    {
        string name = kind.ToString().ToLowerInvariant();
        ResultColumn Column(string what, Func<KvTierReport, long> value) =>
            new($"kv_{name}_{what}", r => r.Report?.KvTiers.FirstOrDefault(t => t.Kind == kind) is { } tier ? value(tier) : null);
        return
        [
            Column("fetched_blocks", t => t.Counts.ReadBlocks),
            Column("read_bytes", t => t.ReadBytes),
            Column("written_bytes", t => t.WrittenBytes),
        ];
    }

    private static ResultColumn Of(string name, Func<SimulationReport, object?> value) =>
        new(name, r => r.Report is null ? null : value(r.Report));

    private static ResultColumn Speculative(string name, Func<SimulationReport, object?> value) =>
        new(name, r => r.Report is null || r.Inputs.Scenario.Spec is null ? null : value(r.Report));

    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;

    private static long? Whole(int? value) => value;

    private static string? OnOff(bool? value) => value switch { true => "on", false => "off", null => null };
}
