namespace InferenceSim.KvCache;

/// <summary>What a lookup in the prefix cache found for a sequence.</summary>
/// <param name="Blocks">Leading blocks present.</param>
/// <param name="FreeBlocks">How many of them nobody holds at present; they leave the free list when hit.</param>
internal readonly record struct PrefixHit(int Blocks, int FreeBlocks);
