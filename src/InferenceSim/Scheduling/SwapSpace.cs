using InferenceSim.KvCache;

namespace InferenceSim.Scheduling;

/// <summary>
/// What lies in host memory of preempted sequences. Moving goes by whole blocks, out when a sequence loses its blocks and in when it is
/// admitted again, as in vLLM V0; what the prefix cache still has of it is not brought back twice. Holds nothing in an engine without
/// <see cref="EngineOptions.Swap"/>.
/// </summary>
internal sealed class SwapSpace(HostSwap? host, BlockAllocator cache)
{
    /// <summary>Blocks in use.</summary>
    public int Used { get; private set; }

    /// <summary>Blocks moved so far, out and in.</summary>
    public long MovedBlocks { get; private set; }

    /// <summary>Time of moving <paramref name="blocks"/> blocks.</summary>
    public long Picoseconds(int blocks) => blocks == 0 ? 0 : blocks * host!.PicosecondsPerBlock;

    /// <summary>Moves out what a sequence has computed, if there is room for it.</summary>
    /// <returns>Blocks moved.</returns>
    public int MoveOut(ref Sequence sequence)
    {
        int blocks = cache.BlocksFor((int)sequence.Computed);
        if (host is null || blocks > host.Blocks - Used)
        {
            return 0;
        }

        sequence.SwappedTokens = (int)sequence.Computed;
        Used += blocks;
        MovedBlocks += blocks;
        return blocks;
    }

    /// <summary>Brings back what of a sequence lies in host memory, beyond the <paramref name="hitBlocks"/> that the prefix cache has.</summary>
    /// <returns>Blocks moved.</returns>
    public int MoveIn(ref Sequence sequence, int hitBlocks)
    {
        if (sequence.SwappedTokens == 0)
        {
            return 0;
        }

        int blocks = Math.Max(0, cache.BlocksFor(sequence.SwappedTokens) - hitBlocks);
        MovedBlocks += blocks;
        Drop(ref sequence);
        return blocks;
    }

    /// <summary>Gives up what of a sequence lies in host memory.</summary>
    public void Drop(ref Sequence sequence)
    {
        Used -= cache.BlocksFor(sequence.SwappedTokens);
        sequence.SwappedTokens = 0;
    }
}
