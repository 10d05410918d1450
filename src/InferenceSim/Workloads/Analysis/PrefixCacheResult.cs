namespace InferenceSim.Workloads.Analysis;

/// <summary>What a prefix cache would have saved.</summary>
/// <param name="HitBlocks">Blocks found: for each request, the longest run of present blocks from the start of its prompt.</param>
/// <param name="TotalBlocks">Blocks looked up.</param>
/// <param name="HitTokens">Tokens of the blocks found, never more than the prompt.</param>
/// <param name="TotalTokens">Prompt tokens of all requests.</param>
/// <param name="ResidentBlocks">Blocks in the cache at the end.</param>
public sealed record PrefixCacheResult(long HitBlocks, long TotalBlocks, long HitTokens, long TotalTokens, long ResidentBlocks)
{
    /// <summary>Share of blocks found, 0 where there are none.</summary>
    public double BlockHitFraction => TotalBlocks == 0 ? 0 : HitBlocks / (double)TotalBlocks;

    /// <summary>Share of prompt tokens found.</summary>
    public double TokenHitFraction => TotalTokens == 0 ? 0 : HitTokens / (double)TotalTokens;
}
