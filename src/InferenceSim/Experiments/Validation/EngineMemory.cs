using InferenceSim.Timing;

namespace InferenceSim.Experiments.Validation;

/// <summary>The KV blocks an engine gives itself: engines mean different things by their memory share.</summary>
internal static class EngineMemory
{
    /// <summary>Blocks for one replica, or why there are none.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="maxSequences">Its limit of sequences.</param>
    /// <param name="tokenBudget">Its token budget.</param>
    /// <param name="longest">Tokens of the longest request.</param>
    public static (int Blocks, string? Starved) Blocks(ServingLayout layout, ResolvedEngine engine, int maxSequences, int tokenBudget, int longest)
    {
        if (engine.Generation.KvMemory == KvMemoryRule.ShareOfFree)
        {
            // TensorRT-LLM is built for a batch that its memory holds: no buffers are kept for sequences that never fit beside each other.
            long tokens = MemoryPlan.Create(layout, 1, engine.Generation.BlockSize, 1, tokenBudget).KvTokens;
            maxSequences = (int)Math.Clamp(tokens / longest, 1, maxSequences);
        }

        double share = engine.MemoryShare;
        int blockSize = engine.Generation.BlockSize;
        MemoryPlan plan = MemoryPlan.Create(
            layout, engine.Generation.KvMemory == KvMemoryRule.ShareOfAll ? share : 1, blockSize, maxSequences, tokenBudget);
        if (!plan.Feasible)
        {
            return (0, plan.Reason);
        }

        long blocks = engine.Generation.KvMemory switch
        {
            KvMemoryRule.ShareOfFree => (long)(plan.Blocks * share),
            KvMemoryRule.ShareStatic => Math.Min(plan.Blocks, ((long)(plan.BudgetBytes * share) - plan.WeightBytes) / plan.BlockBytes),
            _ => plan.Blocks,
        };
        return blocks > 0 ? ((int)blocks, null) : (0, FormattableString.Invariant($"no room for the KV cache: weights {plan.WeightBytes} of {plan.BudgetBytes} bytes x {share}"));
    }
}
