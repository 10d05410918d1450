namespace InferenceSim.KvCache;

/// <summary>What a lookup in the prefix cache found for a sequence.</summary>
/// <param name="Blocks">Leading blocks present, those to be fetched from a tier included.</param>
/// <param name="FreeBlocks">How many free blocks the hit takes: those of its blocks that nobody holds at present, and room for those to be fetched.</param>
/// <param name="FetchedBlocks">How many of the blocks, the last ones, are to be fetched from a tier.</param>
internal readonly record struct PrefixHit(int Blocks, int FreeBlocks, int FetchedBlocks = 0)
{
    /// <summary>The part of it that no tier has to send.</summary>
    public PrefixHit Present => new(Blocks - FetchedBlocks, FreeBlocks - FetchedBlocks);
}
