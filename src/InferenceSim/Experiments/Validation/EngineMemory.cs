using InferenceSim.Timing;

namespace InferenceSim.Experiments.Validation;

/// <summary>The KV blocks an engine gives itself: engines mean different things by their memory share.</summary>
internal static class EngineMemory
{
    /// <summary>Blocks for one replica, or why there are none.</summary>
    public static (int Blocks, string? Starved) Blocks(ServingLayout layout, ResolvedEngine engine, int maxSequences, int tokenBudget)
    {
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
