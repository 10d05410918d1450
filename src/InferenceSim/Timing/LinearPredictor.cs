namespace InferenceSim.Timing;

/// <summary>
/// A step time that is linear in the batch's sums, from coefficients a user gives or fits from his own server's log:
/// <c>base + perToken * sum(n) + perDecodeContext * sum(ctx of decodes) + perPrefillAttention * sum over prefills of n (2 ctx + n)</c>.
/// It knows no hardware, so it reports neither FLOPs nor bytes.
/// </summary>
/// <param name="BasePicoseconds">Every step.</param>
/// <param name="PerTokenPicoseconds">Every scheduled token.</param>
/// <param name="PerDecodeContextPicoseconds">Every token of context of a decoding sequence.</param>
/// <param name="PerPrefillAttentionPicoseconds">Every unit of <c>n (2 ctx + n)</c>, twice the causal attention pairs of a chunk.</param>
public sealed record LinearPredictor(
    long BasePicoseconds,
    long PerTokenPicoseconds,
    long PerDecodeContextPicoseconds,
    long PerPrefillAttentionPicoseconds) : IStepTimePredictor
{
    /// <inheritdoc/>
    public StepCost Price(in BatchShape shape)
    {
        long tokens = shape.DecodeSequences + shape.DraftTokens;
        long attention = 0;
        foreach (PrefillChunk chunk in shape.Prefill)
        {
            tokens += chunk.Tokens;
            attention += chunk.Tokens * ((2L * chunk.Context) + chunk.Tokens);
        }

        long duration = BasePicoseconds
            + (PerTokenPicoseconds * tokens)
            + (PerDecodeContextPicoseconds * shape.DecodeContextSum)
            + (PerPrefillAttentionPicoseconds * attention);
        return new StepCost(duration, 0, 0);
    }

    /// <inheritdoc/>
    public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0) => new(
        new StepCost(BasePicoseconds + (PerTokenPicoseconds * sequences), 0, 0),
        new StepCost(PerDecodeContextPicoseconds, 0, 0),
        long.MaxValue);
}
