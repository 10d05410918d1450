using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// Four parameters per accelerator and kind of product: launch, share of bandwidth, share of peak, loss of unfilled waves; of experts in the
/// last one's place the share of bandwidth at which rows are moved.
/// </summary>
internal static class GemmFitting
{
    private static readonly (double, double, double)[] s_bounds = [(5, 0, 150), (0.7, 0.05, 1), (0.6, 0.05, 1), (0.3, 0, 1)];
    private static readonly (double, double, double)[] s_expertBounds = [(20, 0, 150), (0.7, 0.05, 1), (0.6, 0.05, 1), (0.3, 0.02, 1)];

    private static readonly Dictionary<string, NumberFormat> s_formats = new()
    {
        ["bfloat16"] = NumberFormat.Bf16,
        ["fp8"] = NumberFormat.Fp8,
        ["fp8_block"] = NumberFormat.Fp8Block,
        ["sq"] = NumberFormat.Int8,
        ["nvfp4"] = NumberFormat.Fp4,
        ["int4_wo"] = NumberFormat.Int4,
        ["w4a16_mxfp4"] = NumberFormat.Int4,

        // Eight-bit floating point has no unit on an A100, so that this is the weight-only kernel there.
        ["int8_wo"] = NumberFormat.Fp8,
    };

    /// <summary>Fits all kinds that were measured on <paramref name="system"/>; <paramref name="others"/> keeps kinds that were not.</summary>
    public static GemmEfficiencies Products(OperatorSystem system, OperatorTables tables, GemmEfficiencies others)
    {
        foreach (IGrouping<string, GemmRow> kind in tables.Gemm.Where(r => r.System == system.Name).GroupBy(r => r.Format).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            others = With(others, WeightStorage.On(system.DataSheet, s_formats[kind.Key]).Kind, Product(system, kind.Key, [.. kind]));
        }

        return others;
    }

    /// <summary>Fits the expert layers measured on <paramref name="system"/>; <c>null</c> if there are none.</summary>
    public static GemmEfficiencies? Experts(OperatorSystem system, OperatorTables tables)
    {
        GemmEfficiencies? all = null;
        foreach (IGrouping<string, ExpertRow> kind in tables.Experts.Where(r => r.System == system.Name).GroupBy(r => r.Format).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            GemmEfficiency fit = Expert(system, kind.Key, [.. kind]);
            all = With(all ?? new GemmEfficiencies { Bf16 = fit }, WeightStorage.On(system.DataSheet, s_formats[kind.Key]).Kind, fit);
        }

        return all;
    }

    private static GemmEfficiency Product(OperatorSystem system, string format, IReadOnlyList<GemmRow> rows)
    {
        Accelerator sheet = system.DataSheet;
        WeightStorage storage = WeightStorage.On(sheet, s_formats[format]);
        int units = KernelCatalog.Find(system.Profile).ComputeUnits;

        // Calls were timed with the kernel that narrows their activations.
        int narrowing = storage.ActivationBytes < 2 ? 1 : 0;
        double Weights(GemmRow r) => WeightStorage.Bytes(s_formats[format], (long)r.N * r.K);
        double Seconds(double[] p, GemmRow r)
        {
            double memory = (Weights(r) + (r.M * ((storage.ActivationBytes * r.K) + (2.0 * r.N)))) / (p[1] * sheet.MemoryBandwidthBytesPerSecond);
            double compute = 2.0 * r.M * r.N * r.K * TileGrid.Slowdown(r.M, r.N, 1, units, p[3]) / (p[2] * storage.PeakFlopsPerSecond);
            return (p[0] * 1e-6) + Math.Max(memory, compute) + storage.QuantisationSeconds(sheet, narrowing, (double)r.M * r.K);
        }

        // Serving never finds a layer's weights in the cache: between two visits all other layers pass through it.
        GemmRow[] streamed = [.. rows.Where(r => Weights(r) > system.CacheBytes / 2)];
        var fit = new KernelFit<GemmRow>(streamed, r => FormattableString.Invariant($"{r.M},{r.N},{r.K}"), r => r.Milliseconds / 1e3);
        double[] best = fit.Parameters(s_bounds, Seconds);
        return ProductOf(best) with
        {
            Fit = fit.Quality($"aic_gemm.csv {system.Name} {format} ({rows[0].Version}), weights above half of the L2 cache", r => Seconds(best, r)),
        };
    }

    private static GemmEfficiency Expert(OperatorSystem system, string format, IReadOnlyList<ExpertRow> rows)
    {
        Accelerator sheet = system.DataSheet;
        WeightStorage storage = WeightStorage.On(sheet, s_formats[format]);
        double Seconds(double[] p, ExpertRow r)
        {
            int width = (r.Width + r.Split - 1) / r.Split;
            double local = (double)r.Experts / r.Ways, routed = (double)r.Tokens * r.PerToken / r.Ways;
            double touched = r.Routing == "balanced"
                ? Math.Min(local, routed)
                : ExpertRouting.Touched(r.Experts, r.PerToken, r.Tokens) / r.Ways;
            ExpertWork work = ExpertWork.Of(
                r.Tokens, touched, routed, r.Hidden, width, 3, WeightStorage.Bytes(s_formats[format], 3L * r.Hidden * width));
            return (p[0] * 1e-6) + work.Time(ExpertOf(p), storage.PeakFlopsPerSecond, sheet.MemoryBandwidthBytesPerSecond).Seconds;
        }

        // The skew of real routing is between even and power-law; rows measured on the hottest of several shares say how skewed, not how fast.
        ExpertRow[] used = [.. rows.Where(r => r.Ways == 1 || r.Routing == "balanced")];
        var fit = new KernelFit<ExpertRow>(
            used,
            r => FormattableString.Invariant($"{r.Tokens},{r.Hidden},{r.Width},{r.Experts},{r.Split},{r.Ways}"),
            r => r.Milliseconds / 1e3);
        double[] best = fit.Parameters(s_expertBounds, Seconds);
        return ExpertOf(best) with
        {
            Fit = fit.Quality(
                $"aic_moe.csv {system.Name} {format} ({rows[0].Version}), all routings of undistributed experts, even routing of distributed ones",
                r => Seconds(best, r)),
        };
    }

    private static GemmEfficiency ProductOf(double[] p) =>
        new(KernelFit<GemmRow>.ThreeDigits(p[0] * 1e-6), p[1], p[2], p[3], OperatorCalibration.Source);

    private static GemmEfficiency ExpertOf(double[] p) =>
        new(KernelFit<ExpertRow>.ThreeDigits(p[0] * 1e-6), p[1], p[2], WaveExponent: 0, OperatorCalibration.Source) { ActivationShare = p[3] };

    private static GemmEfficiencies With(GemmEfficiencies all, GemmKind kind, GemmEfficiency fit) => kind switch
    {
        GemmKind.Bf16 => all with { Bf16 = fit },
        GemmKind.Fp8 => all with { Fp8 = fit },
        GemmKind.Fp8Block => all with { Fp8Block = fit },
        GemmKind.Int8 => all with { Int8 = fit },
        GemmKind.Fp4 => all with { Fp4 = fit },
        GemmKind.Int8WeightOnly => all with { Int8WeightOnly = fit },
        GemmKind.Int4WeightOnly => all with { Int4WeightOnly = fit },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
