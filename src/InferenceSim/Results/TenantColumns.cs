using InferenceSim.Economics;
using InferenceSim.Experiments;
using InferenceSim.Metrics;
using InferenceSim.Serving;

namespace InferenceSim.Results;

/// <summary>The columns of a tenant's results, in CSV and JSON; the first are who it is and what it was promised.</summary>
public static class TenantColumns
{
    /// <summary>All columns: a name, and the value for a tenant of a run.</summary>
    public static IReadOnlyList<(string Name, Func<PointResult, TenantReport, object?> Value)> All { get; } =
    [
        ("tenant", (_, t) => t.Terms.Name),
        ("price_class", (_, t) => t.Terms.PriceClass),
        ("slo_ttft_ms", (_, t) => t.Terms.SloTtft?.Milliseconds),
        ("slo_tpot_ms", (_, t) => t.Terms.SloTpot?.Milliseconds),
        ("completed_requests", (_, t) => t.Completed),
        ("rejected_requests", (_, t) => t.Rejected),
        ("completed_input_tokens", (_, t) => t.PromptTokens),
        ("cached_input_tokens", (_, t) => t.CachedPromptTokens),
        ("completed_output_tokens", (_, t) => t.OutputTokens),
        ("requests_per_second", (r, t) => PerSecond(r.Report!, t.Completed)),
        ("output_tokens_per_second", (r, t) => PerSecond(r.Report!, t.OutputTokens)),
        ("cache_hit_fraction", (_, t) => Share(t.CachedPromptTokens, t.PromptTokens)),
        .. Latency("ttft", t => t.Ttft), .. Latency("tpot", t => t.Tpot), .. Latency("e2e", t => t.E2e), .. Latency("queue", t => t.Queue),
        ("slo_attainment_fraction", (_, t) => Share(t.CompletedWithinSlo, t.Completed)),
        ("goodput_requests_per_second", (r, t) => PerSecond(r.Report!, t.CompletedWithinSlo)),
        ("cancelled_requests", (_, t) => t.Cancelled),
        ("input_price_usd_per_mtok", Money(m => m.Sale.Prices?.InputUsdPerMtok)),
        ("cached_input_price_usd_per_mtok", Money(m => m.Sale.Prices?.CachedInputUsdPerMtok)),
        ("output_price_usd_per_mtok", Money(m => m.Sale.Prices?.OutputUsdPerMtok)),
        ("revenue_usd_per_day", Money(m => m.RevenueUsdPerDay)),
        ("cost_usd_per_day", Money(m => m.CostUsdPerDay)),
        ("cost_share_fraction", Money(m => m.CostShare)),
        ("profit_usd_per_day", Money(m => m.ProfitUsdPerDay)),
        ("gross_margin_fraction", Money(m => m.GrossMargin)),
        ("lost_revenue_usd_per_day", Money(m => m.LostUsdPerDay)),
    ];

    private static IEnumerable<(string, Func<PointResult, TenantReport, object?>)> Latency(string name, Func<TenantReport, LatencySummary> of) =>
    [
        ($"{name}_mean_ms", (_, t) => of(t).MeanMs),
        ($"{name}_p50_ms", (_, t) => of(t).P50Ms),
        ($"{name}_p90_ms", (_, t) => of(t).P90Ms),
        ($"{name}_p95_ms", (_, t) => of(t).P95Ms),
        ($"{name}_p99_ms", (_, t) => of(t).P99Ms),
        ($"{name}_max_ms", (_, t) => of(t).MaxMs),
    ];

    private static Func<PointResult, TenantReport, object?> Money(Func<TenantAccount, decimal?> of) => (r, t) =>
        r.Economics?.Tenants.FirstOrDefault(m => m.Sale.Name == t.Terms.Name) is { } account ? (double?)of(account) : null;

    private static double? PerSecond(SimulationReport report, long? count) =>
        report.Duration.Picoseconds == 0 ? null : count / report.Duration.Seconds;

    private static double? Share(long? part, long whole) => whole == 0 ? null : part / (double)whole;
}
