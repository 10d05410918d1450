using InferenceSim.Experiments;

namespace InferenceSim.Results;

/// <summary>The columns of a group of replicas, in their published order; the names are those of the result columns where they mean the same.</summary>
public static class GroupColumns
{
    /// <summary>All columns: name, and how the value is found (a <see cref="string"/>, a <see cref="long"/>, a finite <see cref="double"/> or <c>null</c>).</summary>
    public static IReadOnlyList<(string Name, Func<GroupResult, object?> Value)> All { get; } =
    [
        ("group", g => g.Plan.Name),
        ("model", g => g.Plan.Replica.Inputs.Model),
        ("gpu", g => g.Plan.Replica.Inputs.Gpu),
        ("tp", g => (long?)g.Plan.Replica.Inputs.Tp),
        ("replicas", g => (long)g.Plan.Replicas),
        ("num_gpus", g => (long)g.Plan.Replicas * g.Plan.AcceleratorsPerReplica),
        ("batch", g => (long?)g.Plan.Replica.Inputs.Batch),
        ("completed_requests", g => g.Report.Completed),
        ("output_tokens_per_second", g => g.Report.OutputTokensPerSecond),
        ("ttft_p50_ms", g => g.Report.Ttft.P50Ms),
        ("ttft_p99_ms", g => g.Report.Ttft.P99Ms),
        ("tpot_p50_ms", g => g.Report.Tpot.P50Ms),
        ("tpot_p99_ms", g => g.Report.Tpot.P99Ms),
        ("busy_fraction", g => g.Report.BusyFraction),
        ("mean_batch", g => g.Report.MeanBatch),
        ("kv_mean_fraction", g => g.Report.KvMeanFraction),
        ("cache_hit_fraction", g => g.Report.CacheHitFraction),
        ("preemptions", g => g.Report.Preemptions),
        ("price_usd_per_gpu_hour", g => g.Cost?.Price.UsdPerGpuHour),
        ("total_cost_usd", g => g.Cost?.TotalUsd),
        ("output_cost_usd_per_mtok", g => g.Cost?.OutputUsdPerMillionTokens),
        ("energy_joules", g => g.Energy?.Joules),
        ("role", g => g.Plan.Role.ToString().ToLowerInvariant()),
        ("computed_tokens", g => g.Report.ComputedTokens),
        ("purchase", g => g.Plan.Purchase),
        ("mean_replicas", g => g.Report.MeanReplicas),
        ("gpu_hours", g => g.GpuHours),
        ("lost_requests", g => g.Report.Lost),
        ("dp", g => (long?)g.Plan.Replica.Inputs.Dp),
        ("ep", g => (long?)g.Plan.Replica.Inputs.Ep),
        ("queue_p50_ms", g => g.Report.Queue.P50Ms),
        ("queue_p99_ms", g => g.Report.Queue.P99Ms),
    ];
}
