using InferenceSim.KvCache.Tiers;
using InferenceSim.Timing;

namespace InferenceSim.Serving;

/// <summary>What computing a prompt would take in steps of its own, as the replica's predictor prices it.</summary>
/// <param name="predictor">Prices the steps.</param>
/// <param name="tokenBudget">Most tokens in a step.</param>
internal sealed class PrefillTime(IStepTimePredictor predictor, int tokenBudget) : IRecomputeTime
{
    private readonly PrefillChunk[] _chunk = new PrefillChunk[1];

    /// <inheritdoc/>
    public long Picoseconds(int tokens, int context)
    {
        long picoseconds = 0;
        for (int chunk; tokens > 0; tokens -= chunk, context += chunk)
        {
            chunk = Math.Min(tokens, tokenBudget);
            _chunk[0] = new PrefillChunk(chunk, context, Samples: chunk == tokens);
            picoseconds += predictor.Price(new BatchShape { Prefill = _chunk }).Picoseconds;
        }

        return picoseconds;
    }
}
