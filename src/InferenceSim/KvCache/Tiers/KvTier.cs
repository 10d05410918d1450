using InferenceSim.Simulation;

namespace InferenceSim.KvCache.Tiers;

/// <summary>
/// One tier: what it holds, least recently used first to go, and the link on which transfers to the accelerators queue. Writes go the other
/// way, behind the computation, and wait for nobody; where they take turns with fetches, a fetch waits for those before it, which are written
/// as soon after the fetch before as the link allows. Replicas may share what a remote tier holds, never its link.
/// </summary>
/// <param name="options">Its size and its link.</param>
/// <param name="shared">What it holds, where replicas share that.</param>
internal sealed class KvTier(KvTierOptions options, IBlockStore? shared = null)
{
    private SimTime _linkFree;
    private long _unwritten;

    /// <summary>Its size and its link.</summary>
    public KvTierOptions Options => options;

    /// <summary>What it holds.</summary>
    public IBlockStore Contents { get; } = shared ?? new BlockLru(options.CapacityBlocks);

    /// <summary>How long a transfer takes when nobody else uses the link.</summary>
    public long PicosecondsFor(int blocks) => options.Latency.Picoseconds + (blocks * options.PicosecondsPerBlock);

    /// <summary>A block is to be written.</summary>
    public void Write() => _unwritten += options.WritesTakeTurns ? 1 : 0;

    /// <summary>Puts a transfer behind those under way; its latency passes beside them.</summary>
    /// <returns>When it has ended.</returns>
    public SimTime Transfer(SimTime now, int blocks)
    {
        _linkFree += new SimDuration(_unwritten * options.PicosecondsPerBlock);
        _unwritten = 0;
        SimTime start = _linkFree > now ? _linkFree : now;
        _linkFree = start + new SimDuration(blocks * options.PicosecondsPerBlock);
        return _linkFree + options.Latency;
    }
}
