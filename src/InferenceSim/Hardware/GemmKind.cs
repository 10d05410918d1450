namespace InferenceSim.Hardware;

/// <summary>How a matrix multiplication kernel takes its weights and multiplies.</summary>
public enum GemmKind
{
    /// <summary>16 bits.</summary>
    Bf16,

    /// <summary>8-bit floating point, one scale a tensor.</summary>
    Fp8,

    /// <summary>8-bit floating point, a scale per block.</summary>
    Fp8Block,

    /// <summary>8-bit integers.</summary>
    Int8,

    /// <summary>4-bit floating point with block scales.</summary>
    Fp4,

    /// <summary>8-bit weights expanded to 16 bits.</summary>
    Int8WeightOnly,

    /// <summary>4-bit weights expanded to 16 bits.</summary>
    Int4WeightOnly,
}
