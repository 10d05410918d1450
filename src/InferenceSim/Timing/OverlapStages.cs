namespace InferenceSim.Timing;

/// <summary>
/// What one half of a batch does in its layers with experts, in picoseconds over all of them. Two halves take turns: while one computes, the
/// other's tokens are under way. A stage lasts as long as the longer of the two, in the order of vLLM (docs/design/dbo.md, "Dual Batch
/// Overlap"; DeepSeek's prefill and SGLang's two-batch overlap hide the same):
/// attention beside dispatch, experts beside dispatch, shared experts and experts beside combine, shared experts and attention beside combine.
/// </summary>
/// <param name="Attention">Attention with its projections and the router.</param>
/// <param name="SharedExperts">Experts that every token passes.</param>
/// <param name="Experts">Routed experts.</param>
/// <param name="Dispatch">Sending tokens to them.</param>
/// <param name="Combine">Sending their results back.</param>
/// <remarks>All layers count as in the middle of the model: the first and last stage of a step, in which one half has nothing to hide behind, do as well.</remarks>
internal readonly record struct OverlapStages(long Attention, long SharedExperts, long Experts, long Dispatch, long Combine)
{
    /// <summary>The time of both halves.</summary>
    public long Picoseconds => Computing + ExposedDispatch + ExposedCombine;

    /// <summary>What of it is computing.</summary>
    public long Computing => 2 * (Attention + SharedExperts + Experts);

    /// <summary>Waiting for tokens on their way to experts.</summary>
    public long ExposedDispatch => Beyond(Dispatch, Attention) + Beyond(Dispatch, Experts);

    /// <summary>Waiting for results on their way back.</summary>
    public long ExposedCombine => Beyond(Combine, SharedExperts + Experts) + Beyond(Combine, SharedExperts + Attention);

    private static long Beyond(long sending, long computing) => Math.Max(0, sending - computing);
}
