namespace InferenceSim.Hardware;

/// <summary>Dense peak rates of one accelerator in operations per second (a multiply-add is two), without structured sparsity; <c>null</c> where there is none or none is published.</summary>
public sealed record PeakRates
{
    /// <summary>32-bit floating point, vector units.</summary>
    public double? Fp32 { get; init; }

    /// <summary>TF32 or the maker's equivalent.</summary>
    public double? Tf32 { get; init; }

    /// <summary>bfloat16, and IEEE half at the same rate (on units before Ampere: IEEE half only).</summary>
    public double? Bf16 { get; init; }

    /// <summary>8-bit floating point.</summary>
    public double? Fp8 { get; init; }

    /// <summary>8-bit integers.</summary>
    public double? Int8 { get; init; }

    /// <summary>4-bit floating point.</summary>
    public double? Fp4 { get; init; }

    /// <summary>The peak for <paramref name="arithmetic"/>, or <c>null</c>.</summary>
    public double? For(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Bf16 => Bf16,
        Arithmetic.Fp8 => Fp8,
        Arithmetic.Int8 => Int8,
        Arithmetic.Fp4 => Fp4,
        _ => throw new ArgumentOutOfRangeException(nameof(arithmetic)),
    };

    /// <summary>The peaks of a share of the compute units.</summary>
    internal PeakRates Of(double share) =>
        new() { Fp32 = share * Fp32, Tf32 = share * Tf32, Bf16 = share * Bf16, Fp8 = share * Fp8, Int8 = share * Int8, Fp4 = share * Fp4 };
}
