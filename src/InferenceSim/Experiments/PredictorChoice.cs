using InferenceSim.Simulation;

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

    /// <summary>Linear: picoseconds of a pass of the drafter, of which a step has one for each draft of a sequence (<c>spec</c>).</summary>
    public long DraftPs { get; init; }

    /// <summary>Checks the kind and the coefficients: a step takes time, and less than 1,000 seconds.</summary>
    /// <exception cref="UsageException">One is out of range; the message says what is allowed.</exception>
    internal void Validate()
    {
        string[] kinds = ["roofline", "linear"];
        if (!kinds.Contains(Kind))
        {
            throw new UsageException($"predictor kind '{Kind}': roofline or linear is expected");
        }

        (string Name, long Value, long Min, long Max)[] coefficients = Kind == "roofline" ? [] :
        [
            ("base_ps", BasePs, 1, 1_000 * SimDuration.PicosecondsPerSecond),
            ("per_token_ps", PerTokenPs, 0, SimDuration.PicosecondsPerSecond),
            ("per_decode_context_ps", PerDecodeContextPs, 0, SimDuration.PicosecondsPerSecond / 100),
            ("draft_ps", DraftPs, 0, 1_000 * SimDuration.PicosecondsPerSecond),
            ("per_prefill_attention_ps", PerPrefillAttentionPs, 0, SimDuration.PicosecondsPerSecond / 10_000),
        ];
        foreach ((string name, long value, long min, long max) in coefficients)
        {
            if (value < min || value > max)
            {
                throw new UsageException(FormattableString.Invariant($"predictor's {name} {value}: picoseconds from {min} to {max} are expected"));
            }
        }
    }
}
