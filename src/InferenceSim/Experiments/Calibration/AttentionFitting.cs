using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// Three parameters per accelerator for decode attention, three for prefill attention, from calls over a 16-bit cache: those over an 8-bit one
/// hold the time of quantising in some versions and not in others.
/// </summary>
internal static class AttentionFitting
{
    private const int HeadDim = 128;

    // Below this share of the cache a call is so short that its launch is measured; between it and the whole cache, reads are faster than memory.
    private const double Negligible = 0.05;

    private static readonly (double, double, double)[] s_decode = [(12, 0, 60), (0.8, 0.05, 1), (2, 0, 50)];
    private static readonly (double, double, double)[] s_prefill = [(12, 0, 60), (0.6, 0.05, 1), (0.4, 0, 10)];

    public static DecodeAttentionEfficiency Decode(OperatorSystem system, OperatorTables tables)
    {
        double bandwidth = system.DataSheet.MemoryBandwidthBytesPerSecond;
        double Cached(AttentionRow r) => 2.0 * r.Batch * (r.Past + r.Tokens) * r.KvHeads * HeadDim * r.KvBytes;
        DecodeAttentionEfficiency With(double[] p) => new(p[0] * 1e-6, p[1], p[2] * 1e-9, OperatorCalibration.Source);
        double Seconds(double[] p, AttentionRow r) => With(p).Seconds(Cached(r), (double)r.Batch * r.Heads, bandwidth);
        AttentionRow[] rows =
        [
            .. tables.DecodeAttention.Where(r => r.System == system.Name && r.KvBytes == 2 && (Cached(r) < Negligible * system.CacheBytes || Cached(r) > system.CacheBytes)),
        ];
        var fit = new KernelFit<AttentionRow>(rows, r => r.Shape, r => r.Milliseconds / 1e3);
        double[] p = fit.Parameters(s_decode, Seconds);
        return With(p) with
        {
            LaunchSeconds = KernelFit<AttentionRow>.ThreeDigits(p[0] * 1e-6),
            PerHeadSeconds = KernelFit<AttentionRow>.ThreeDigits(p[2] * 1e-9),
            Fit = fit.Quality(
                $"aic_generation_attention.csv {system.Name} ({rows[0].Version}), heads of {HeadDim}, 16-bit cache, caches that the L2 cache does not hold",
                r => Seconds(p, r)),
        };
    }

    public static PrefillAttentionEfficiency Prefill(OperatorSystem system, OperatorTables tables)
    {
        double peak = system.DataSheet.PeakFlopsPerSecond.Bf16!.Value;
        PrefillAttentionEfficiency With(double[] p) => new(p[0] * 1e-6, p[1], p[2] * 1e-9, OperatorCalibration.Source);
        double Seconds(double[] p, AttentionRow r) => With(p).Seconds(
            4.0 * r.Batch * r.Heads * HeadDim * r.Tokens * (r.Tokens + 1) / 2,
            (double)r.Batch * r.Tokens * (r.Heads + (2 * r.KvHeads)),
            peak);
        AttentionRow[] rows = [.. tables.PrefillAttention.Where(r => r.System == system.Name && r.KvBytes == 2 && r.Past == 0)];
        var fit = new KernelFit<AttentionRow>(rows, r => r.Shape, r => r.Milliseconds / 1e3);
        double[] p = fit.Parameters(s_prefill, Seconds);
        return With(p) with
        {
            LaunchSeconds = KernelFit<AttentionRow>.ThreeDigits(p[0] * 1e-6),
            PerHeadRowSeconds = KernelFit<AttentionRow>.ThreeDigits(p[2] * 1e-9),
            Fit = fit.Quality(
                $"aic_context_attention.csv {system.Name} ({rows[0].Version}), heads of {HeadDim}, 16-bit cache", r => Seconds(p, r)),
        };
    }
}
