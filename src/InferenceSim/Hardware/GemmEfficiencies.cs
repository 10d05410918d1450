namespace InferenceSim.Hardware;

/// <summary>Matrix multiplication efficiencies by kind; <c>null</c> where nothing is known, so that the kind falls back to <see cref="Bf16"/>'s shares.</summary>
public sealed record GemmEfficiencies
{
    /// <summary>16-bit weights and arithmetic.</summary>
    public required GemmEfficiency Bf16 { get; init; }

    /// <summary>8-bit floating-point weights and arithmetic.</summary>
    public GemmEfficiency? Fp8 { get; init; }

    /// <summary>8-bit integer weights and arithmetic.</summary>
    public GemmEfficiency? Int8 { get; init; }

    /// <summary>8- or 4-bit weights expanded to 16 bits in the kernel; shares are of the 16-bit peak.</summary>
    public GemmEfficiency? WeightOnly { get; init; }
}
