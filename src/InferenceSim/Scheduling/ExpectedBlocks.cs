using InferenceSim.KvCache;

namespace InferenceSim.Scheduling;

/// <summary>Blocks that sequences will hold at their ends, however long their answers get, of those that hold some or are about to.</summary>
/// <param name="options">What says how long that is.</param>
/// <param name="cache">Where the blocks are from.</param>
internal sealed class ExpectedBlocks(EngineOptions options, BlockAllocator cache)
{
    private long _atTheEnd;

    /// <summary>Those of them that nobody holds yet.</summary>
    public long Outstanding => _atTheEnd - cache.HeldBlocks;

    /// <summary>A sequence is about to take its first blocks.</summary>
    public void Add(in Sequence sequence) => _atTheEnd += AtTheEnd(sequence);

    /// <summary>It gives its blocks back.</summary>
    public void Remove(in Sequence sequence) => _atTheEnd -= AtTheEnd(sequence);

    private int AtTheEnd(in Sequence sequence) => cache.BlocksFor(options.MostSlots(sequence.Limit));
}
