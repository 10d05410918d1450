namespace InferenceSim.KvCache.Tiers;

/// <summary>What passed through a tier.</summary>
/// <param name="ReadBlocks">Blocks fetched from it to the accelerators.</param>
/// <param name="WrittenBlocks">Blocks that fell into it and were not there yet.</param>
/// <param name="DroppedBlocks">Blocks that it dropped to make room, into the next tier if there is one; not counted of a store that replicas share.</param>
public readonly record struct KvTierCounts(long ReadBlocks, long WrittenBlocks, long DroppedBlocks)
{
    /// <summary>The sum of two counts.</summary>
    internal KvTierCounts With(KvTierCounts other) => new(
        ReadBlocks + other.ReadBlocks, WrittenBlocks + other.WrittenBlocks, DroppedBlocks + other.DroppedBlocks);

    /// <summary>What came to the counts since <paramref name="earlier"/>.</summary>
    public KvTierCounts Since(KvTierCounts earlier) => new(
        ReadBlocks - earlier.ReadBlocks, WrittenBlocks - earlier.WrittenBlocks, DroppedBlocks - earlier.DroppedBlocks);
}
