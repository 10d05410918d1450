namespace InferenceSim.Experiments;

/// <summary>The step-time predictor of a scenario file: <c>{"kind": "linear", "base_ps": ..., ...}</c> or <c>{"kind": "roofline"}</c>.</summary>
public sealed record PredictorChoice
{
    /// <summary><c>roofline</c> (from model and accelerator) or <c>linear</c> (from the coefficients here).</summary>
    public required string Kind { get; init; }

    /// <summary>Linear: picoseconds of every step.</summary>
    public long BasePs { get; init; }

    /// <summary>Linear: picoseconds for every scheduled token.</summary>
    public long PerTokenPs { get; init; }

    /// <summary>Linear: picoseconds for every token of context of a decoding sequence.</summary>
    public long PerDecodeContextPs { get; init; }

    /// <summary>Linear: picoseconds for every unit of <c>n (2 context + n)</c> of a prefill chunk of <c>n</c> tokens.</summary>
    public long PerPrefillAttentionPs { get; init; }
}
