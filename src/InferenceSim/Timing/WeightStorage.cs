using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// How a weight format is stored and multiplied on an accelerator. Formats without a matrix unit fall back as engines do: weights are
/// expanded to 16 bits in the kernel (vLLM's Marlin paths on Ampere and Hopper), also where the integer unit is slower than the 16-bit one
/// (B300); 4-bit integers are always expanded. mxfp4 weights meet 8-bit activations where the device has a 4-bit unit.
/// </summary>
/// <param name="Kind">Kind of kernel.</param>
/// <param name="PeakFlopsPerSecond">Peak of one accelerator in its arithmetic.</param>
/// <param name="Format">How the weights are stored.</param>
internal sealed record WeightStorage(GemmKind Kind, double PeakFlopsPerSecond, NumberFormat Format)
{
    private const int HalfBytes = 2;

    // Bytes of a group of weights with its scales, and the weights of the group. Int4: groups of 128 with a 16-bit scale and a 4-bit zero
    // point (AWQ, GPTQ). Fp4: 16 with an 8-bit scale (nvfp4). Mxfp4: 32 with an 8-bit exponent. Fp8 blocks: 128 x 128 with a 32-bit scale.
    private static (int HalfBytes, int Parameters) Group(NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => (4, 1),
        NumberFormat.Fp8 or NumberFormat.Int8 => (2, 1),
        NumberFormat.Fp8Block => ((2 * 16_384) + 8, 16_384),
        NumberFormat.Int4 => (133, 128),
        NumberFormat.Fp4 => (18, 16),
        NumberFormat.Mxfp4 => (34, 32),
        _ => throw new NotSupportedException($"weights in {format}"),
    };

    /// <summary>Bytes that <paramref name="parameters"/> weights take, scales included.</summary>
    public static long Bytes(NumberFormat format, long parameters)
    {
        (int halfBytes, int group) = Group(format);
        return (long)((Int128)parameters * halfBytes / (2 * group));
    }

    /// <summary>Bytes of one value in the KV cache.</summary>
    public static int KvBytes(NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 2,
        NumberFormat.Fp8 or NumberFormat.Int8 => 1,
        _ => throw new NotSupportedException($"KV cache in {format}"),
    };

    /// <summary>Bytes of one activation that enters a product or is sent to an expert.</summary>
    public double ActivationBytes => Kind switch
    {
        GemmKind.Fp8 or GemmKind.Fp8Block or GemmKind.Int8 => 1,
        GemmKind.Fp4 => 0.5625,
        _ => 2,
    };

    /// <summary>
    /// Seconds of <paramref name="passes"/> passes that narrow <paramref name="values"/> activations: each reads them in 16 bits, and the last
    /// writes what enters the product.
    /// </summary>
    public double QuantisationSeconds(Accelerator accelerator, int passes, double values) => passes == 0
        ? 0
        : values * ((HalfBytes * passes) + ActivationBytes) / (accelerator.Kernels.Elementwise.BandwidthShare * accelerator.MemoryBandwidthBytesPerSecond);

    /// <summary>
    /// Kernels that narrow the activations of one product. Scales of blocks are found from the activations of the step, which takes a kernel
    /// even where scales known beforehand are applied in passing.
    /// </summary>
    public int QuantisationKernels(HostOverhead host) => Narrowing(host.QuantisationKernels ?? 1);

    /// <summary>Passes of those kernels over the activations.</summary>
    public int QuantisationPasses(HostOverhead host) => Narrowing(host.QuantisationPasses ?? host.QuantisationKernels ?? 1);

    private int Narrowing(int kernels) => Kind switch
    {
        GemmKind.Fp8Block => Math.Max(kernels, 1),
        GemmKind.Fp8 or GemmKind.Int8 or GemmKind.Fp4 => kernels,
        _ => 0,
    };

    /// <summary>What the kernel for such weights reaches of <paramref name="table"/>, which was measured on the best kernels of the accelerator.</summary>
    public GemmEfficiency Efficiency(GemmEfficiencies table, double? warpMatrixShare, HostOverhead host)
    {
        GemmEfficiency best = table.For(Kind);
        return Kind == GemmKind.Bf16 && host.WarpMatrixKernels == true && warpMatrixShare is double share
            ? best with { FlopsShare = Math.Min(best.FlopsShare, share) }
            : best;
    }

    /// <summary>How <paramref name="accelerator"/> multiplies weights stored in <paramref name="format"/>.</summary>
    public static WeightStorage On(Accelerator accelerator, NumberFormat format)
    {
        PeakRates peaks = accelerator.PeakFlopsPerSecond;
        double bf16 = peaks.Bf16 ?? throw new NotSupportedException($"{accelerator.Name} has no 16-bit peak");
        (GemmKind kind, double peak) = format switch
        {
            NumberFormat.Bf16 or NumberFormat.Fp16 => (GemmKind.Bf16, bf16),
            NumberFormat.Fp8 when peaks.Fp8 is double fp8 => (GemmKind.Fp8, fp8),
            NumberFormat.Fp8Block when peaks.Fp8 is double fp8 => (GemmKind.Fp8Block, fp8),
            NumberFormat.Int8 when peaks.Int8 is double int8 && int8 >= bf16 => (GemmKind.Int8, int8),
            NumberFormat.Fp4 when peaks.Fp4 is double fp4 => (GemmKind.Fp4, fp4),
            NumberFormat.Mxfp4 when peaks is { Fp4: not null, Fp8: double fp8 } => (GemmKind.Fp8, fp8),
            NumberFormat.Fp8 or NumberFormat.Fp8Block or NumberFormat.Int8 => (GemmKind.Int8WeightOnly, bf16),
            NumberFormat.Int4 or NumberFormat.Fp4 or NumberFormat.Mxfp4 => (GemmKind.Int4WeightOnly, bf16),
            _ => throw new NotSupportedException($"weights in {format}"),
        };
        return new(kind, peak, format);
    }
}
