namespace InferenceSim.Hardware;

/// <summary>The number format a matrix unit multiplies in. An accelerator has a peak rate for some of them.</summary>
public enum Arithmetic
{
    /// <summary>16-bit floating point: bfloat16, and IEEE half at the same rate.</summary>
    Bf16,

    /// <summary>8-bit floating point.</summary>
    Fp8,

    /// <summary>8-bit integers.</summary>
    Int8,

    /// <summary>4-bit floating point with block scales.</summary>
    Fp4,
}
