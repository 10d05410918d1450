namespace InferenceSim.Timing;

/// <summary>
/// The shape of a batch, all that a step's price may depend on. A predictor sees shapes, never sequences.
/// </summary>
public readonly ref struct BatchShape
{
    /// <summary>The prefill chunks of the batch.</summary>
    public ReadOnlySpan<PrefillChunk> Prefill { get; init; }

    /// <summary>Sequences that decode one token each, and verify drafts where there are any.</summary>
    public int DecodeSequences { get; init; }

    /// <summary>Drafted tokens that the decoding sequences verify, all together, beyond one token each.</summary>
    public int DraftTokens { get; init; }

    /// <summary>Whether a decoding sequence needs logits at its last token only; else at every draft it verifies as well.</summary>
    public bool SamplesLastOnly { get; init; }

    /// <summary>Sum over the decoding sequences of the tokens computed before this step.</summary>
    public long DecodeContextSum { get; init; }

    /// <summary>The same with each sequence counted up to <see cref="IStepTimePredictor.Window"/>; 0 for a predictor without one.</summary>
    public long DecodeWindowedContextSum { get; init; }

    /// <summary>The same batch without its decodes.</summary>
    public BatchShape PrefillOnly => new() { Prefill = Prefill };

    /// <summary>The same batch without its prefill chunks.</summary>
    public BatchShape DecodeOnly => new()
    {
        DecodeSequences = DecodeSequences,
        DraftTokens = DraftTokens,
        SamplesLastOnly = SamplesLastOnly,
        DecodeContextSum = DecodeContextSum,
        DecodeWindowedContextSum = DecodeWindowedContextSum,
    };
}
