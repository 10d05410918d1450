namespace InferenceSim.Timing;

/// <summary>
/// Prices steps that verify drafts and make new ones: the model's step, one pass of the drafter over all tokens of the batch (it keeps its
/// own KV cache, prompts included), and one more for each further draft, a token of every sequence that samples.
/// </summary>
/// <param name="target">Prices the model.</param>
/// <param name="drafter">Prices a pass of the drafter.</param>
/// <param name="draftTokens">Drafts of a sequence in a step, at least 1.</param>
public sealed class SpeculativePredictor(IStepTimePredictor target, IStepTimePredictor drafter, int draftTokens) : IStepTimePredictor
{
    /// <inheritdoc/>
    public int? Window => target.Window;

    /// <inheritdoc/>
    public StepCost Price(in BatchShape shape)
    {
        (int sequences, long contexts) = Drafting(shape);
        StepCost cost = Sum(target.Price(shape), drafter.Price(FirstPass(shape)));
        for (int pass = 1; pass < draftTokens && sequences > 0; pass++)
        {
            cost = Sum(cost, Pass(sequences, contexts));
            contexts += sequences;
        }

        return cost;
    }

    /// <inheritdoc/>
    public DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0)
    {
        // Every pass is a line in the context sum, of which each draft adds one a sequence.
        DecodeSegment sum = target.Decode(sequences, contextSum, windowedContextSum);
        for (int pass = 0; pass < draftTokens; pass++)
        {
            long added = (long)pass * sequences, contexts = contextSum + added;
            DecodeSegment line = drafter.Decode(sequences, contexts, Windowed(sequences, contexts));
            long windowed = Windowed(sequences, contexts);
            StepCost atNone = Sum(line.Fixed, Times(line.PerContext, added), Times(line.PerWindowedContext, windowed));
            sum = sum with
            {
                Fixed = Sum(sum.Fixed, atNone),
                PerContext = Sum(sum.PerContext, line.PerContext),
                UntilContextSum = Math.Min(sum.UntilContextSum, line.UntilContextSum == long.MaxValue ? long.MaxValue : line.UntilContextSum - added),
            };
        }

        return sum;
    }

    /// <summary>What the drafter does in a step, all passes together, by operator and cause; <c>null</c> where its operators are not known.</summary>
    public StepBreakdown? ExplainDrafts(in BatchShape shape)
    {
        if (drafter is not RooflinePredictor priced)
        {
            return null;
        }

        (int sequences, long contexts) = Drafting(shape);
        List<StepBreakdown> passes = [priced.Explain(FirstPass(shape))];
        for (int pass = 1; pass < draftTokens && sequences > 0; pass++)
        {
            passes.Add(priced.Explain(new BatchShape
            {
                DecodeSequences = sequences,
                DecodeContextSum = contexts,
                DecodeWindowedContextSum = Windowed(sequences, contexts),
            }));
            contexts += sequences;
        }

        return StepBreakdown.Together(passes);
    }

    /// <summary>The sequences that are drafted for, and their contexts after the step.</summary>
    private static (int Sequences, long Contexts) Drafting(in BatchShape shape)
    {
        int sequences = shape.DecodeSequences;
        long contexts = shape.DecodeContextSum + shape.DecodeSequences + shape.DraftTokens;
        foreach (PrefillChunk chunk in shape.Prefill)
        {
            if (chunk.Samples)
            {
                sequences++;
                contexts += chunk.Context + chunk.Tokens;
            }
        }

        return (sequences, contexts);
    }

    private BatchShape FirstPass(in BatchShape shape) => new()
    {
        Prefill = shape.Prefill,
        DecodeSequences = shape.DecodeSequences,
        DraftTokens = shape.DraftTokens,
        SamplesLastOnly = true,
        DecodeContextSum = shape.DecodeContextSum,
        DecodeWindowedContextSum = Windowed(shape.DecodeSequences, shape.DecodeContextSum),
    };

    private StepCost Pass(int sequences, long contexts)
    {
        long windowed = Windowed(sequences, contexts);
        return drafter.Decode(sequences, contexts, windowed).At(contexts, windowed);
    }

    // The drafter's window may be another than the model's; contexts are taken as equal.
    private long Windowed(int sequences, long contexts) => drafter.Window is int window ? Math.Min(contexts, (long)sequences * window) : 0;

    private static StepCost Sum(params ReadOnlySpan<StepCost> costs)
    {
        StepCost sum = default;
        foreach (StepCost cost in costs)
        {
            sum = new(sum.Picoseconds + cost.Picoseconds, sum.Flops + cost.Flops, sum.Bytes + cost.Bytes);
        }

        return sum;
    }

    private static StepCost Times(StepCost cost, long times) => new(cost.Picoseconds * times, cost.Flops * times, cost.Bytes * times);
}
