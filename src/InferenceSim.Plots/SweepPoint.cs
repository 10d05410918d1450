namespace InferenceSim.Plots;

/// <summary>One point of a sweep: where it lies on the axis and what was measured. What does not apply is <c>null</c> and not drawn.</summary>
public sealed record SweepPoint
{
    /// <summary>Its place on the sweep's axis: the batch size, or a rate, a concurrency.</summary>
    public required double X { get; init; }

    /// <summary>What became of it.</summary>
    public required SweepPointStatus Status { get; init; }

    /// <summary>Output tokens per second of the whole deployment.</summary>
    public double? OutputTokensPerSecond { get; init; }

    /// <summary>Output tokens per second and accelerator.</summary>
    public double? OutputTokensPerSecondPerGpu { get; init; }

    /// <summary>Tokens per second that one user sees, 1 / TPOT.</summary>
    public double? InteractivityTokensPerSecond { get; init; }

    /// <summary>Mean time per output token in milliseconds.</summary>
    public double? TpotMilliseconds { get; init; }

    /// <summary>Median time to the first token in milliseconds.</summary>
    public double? TtftP50Milliseconds { get; init; }

    /// <summary>99th percentile of the time to the first token in milliseconds.</summary>
    public double? TtftP99Milliseconds { get; init; }

    /// <summary>US dollars per million output tokens, or <c>null</c> where no price is known.</summary>
    public double? OutputCostUsdPerMtok { get; init; }
}
