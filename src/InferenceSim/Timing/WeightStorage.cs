using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// How a weight format is stored and multiplied on an accelerator. Formats without a matrix unit fall back as engines do: 8-bit weights are
/// expanded to 16 bits in the kernel (vLLM's fp8 Marlin path on Ampere), also where the integer unit is slower than the 16-bit one
/// (B300); 4-bit integers are always expanded.
/// </summary>
/// <param name="Arithmetic">Format of the multiplication.</param>
/// <param name="PeakFlopsPerSecond">Peak of one accelerator in it.</param>
/// <param name="Efficiency">Kernel efficiency.</param>
internal sealed record WeightStorage(Arithmetic Arithmetic, double PeakFlopsPerSecond, GemmEfficiency Efficiency)
{
    // 4-bit groups of 128 carry a 16-bit scale and a 4-bit zero point (AWQ and GPTQ checkpoints): 66.5 bytes per 128 weights.
    private const int Int4GroupHalfBytes = 133;
    private const int Int4GroupHalfParameters = 256;

    /// <summary>Bytes that <paramref name="parameters"/> weights take, scales included.</summary>
    public static long Bytes(NumberFormat format, long parameters) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 2 * parameters,
        NumberFormat.Fp8 or NumberFormat.Int8 => parameters,
        NumberFormat.Int4 => (long)((Int128)parameters * Int4GroupHalfBytes / Int4GroupHalfParameters),
        _ => throw new NotSupportedException($"weights in {format}"),
    };

    /// <summary>Bytes of one value in the KV cache.</summary>
    public static int KvBytes(NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 2,
        NumberFormat.Fp8 or NumberFormat.Int8 => 1,
        _ => throw new NotSupportedException($"KV cache in {format}"),
    };

    /// <summary>How <paramref name="accelerator"/> multiplies weights stored in <paramref name="format"/>.</summary>
    public static WeightStorage On(Accelerator accelerator, NumberFormat format)
    {
        GemmEfficiencies gemm = accelerator.Kernels.Gemm;
        PeakRates peaks = accelerator.PeakFlopsPerSecond;
        double bf16 = peaks.Bf16 ?? throw new NotSupportedException($"{accelerator.Name} has no 16-bit peak");
        return format switch
        {
            NumberFormat.Bf16 or NumberFormat.Fp16 => new(Arithmetic.Bf16, bf16, gemm.Bf16),
            NumberFormat.Fp8 when peaks.Fp8 is double fp8 => new(Arithmetic.Fp8, fp8, gemm.Fp8 ?? gemm.Bf16),
            NumberFormat.Int8 when peaks.Int8 is double int8 && int8 >= bf16 => new(Arithmetic.Int8, int8, gemm.Int8 ?? gemm.Fp8 ?? gemm.Bf16),
            NumberFormat.Fp8 or NumberFormat.Int8 or NumberFormat.Int4 => new(Arithmetic.Bf16, bf16, gemm.WeightOnly ?? gemm.Bf16),
            _ => throw new NotSupportedException($"weights in {format}"),
        };
    }
}
