namespace InferenceSim.Hardware;

/// <summary>Best rates anyone measured on an accelerator: a ceiling to check a model against, not what serving reaches.</summary>
public sealed record AchievedRates
{
    /// <summary>16-bit matrix multiplication, operations per second.</summary>
    public double? Bf16FlopsPerSecond { get; init; }

    /// <summary>8-bit floating-point matrix multiplication, operations per second.</summary>
    public double? Fp8FlopsPerSecond { get; init; }

    /// <summary>Memory read rate in bytes per second.</summary>
    public double? MemoryBytesPerSecond { get; init; }

    /// <summary>Who measured it, how and when.</summary>
    public string? Source { get; init; }
}
