using InferenceSim.Simulation;

namespace InferenceSim.KvCache.Tiers;

/// <summary>A tier below the accelerators' prefix cache.</summary>
/// <param name="Kind">Where it lies.</param>
/// <param name="CapacityBlocks">Blocks it holds; 0 for none.</param>
/// <param name="BytesPerBlock">Bytes of a block, on all accelerators of the replica together.</param>
/// <param name="PicosecondsPerBlock">Time of its link for a block on the way to the accelerators.</param>
/// <param name="Latency">Time before the first block of a transfer comes.</param>
public sealed record KvTierOptions(KvTierKind Kind, int CapacityBlocks, long BytesPerBlock, long PicosecondsPerBlock, SimDuration Latency)
{
    /// <summary>
    /// Whether writes take turns with fetches: on disks, whose flash and controller serve both. Host links and networks carry each direction by
    /// itself (PCIe and Ethernet are full duplex), so that writes there keep no fetch waiting.
    /// </summary>
    public bool WritesTakeTurns => Kind == KvTierKind.Ssd;
}
