namespace InferenceSim.Hardware;

/// <summary>Matrix multiplication efficiencies by kind; <c>null</c> where nothing is known, so that the kind falls back to the nearest one (see <see cref="For"/>).</summary>
public sealed record GemmEfficiencies
{
    /// <summary>16-bit weights and arithmetic.</summary>
    public required GemmEfficiency Bf16 { get; init; }

    /// <summary>8-bit floating-point weights and arithmetic, one scale a tensor.</summary>
    public GemmEfficiency? Fp8 { get; init; }

    /// <summary>8-bit floating-point weights with a scale per block of 128 x 128.</summary>
    public GemmEfficiency? Fp8Block { get; init; }

    /// <summary>8-bit integer weights and arithmetic.</summary>
    public GemmEfficiency? Int8 { get; init; }

    /// <summary>4-bit floating-point weights and arithmetic with block scales.</summary>
    public GemmEfficiency? Fp4 { get; init; }

    /// <summary>8-bit integer weights expanded to 16 bits in the kernel; shares are of the 16-bit peak.</summary>
    public GemmEfficiency? Int8WeightOnly { get; init; }

    /// <summary>4-bit weights expanded to 16 bits in the kernel; shares are of the 16-bit peak.</summary>
    public GemmEfficiency? Int4WeightOnly { get; init; }

    /// <summary>The efficiency of a kind, or of its nearest relative: blocks as tensors, integers as floating point, 4 bits as 8, all as 16 bits.</summary>
    public GemmEfficiency For(GemmKind kind) => kind switch
    {
        GemmKind.Bf16 => Bf16,
        GemmKind.Fp8 => Fp8 ?? Bf16,
        GemmKind.Fp8Block => Fp8Block ?? Fp8 ?? Bf16,
        GemmKind.Int8 => Int8 ?? Fp8 ?? Bf16,
        GemmKind.Fp4 => Fp4 ?? Fp8 ?? Bf16,
        GemmKind.Int8WeightOnly => Int8WeightOnly ?? Int4WeightOnly ?? Bf16,
        GemmKind.Int4WeightOnly => Int4WeightOnly ?? Int8WeightOnly ?? Bf16,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
