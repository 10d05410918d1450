using InferenceSim.Workloads;

namespace InferenceSim.KvCache;

/// <summary>
/// Hands blocks to sequences and finds what of them is already there: allocation, prefix lookup, registration, release.
/// Registration happens at allocation, before the step has computed the block (see the specification of vLLM's scheduler, section 6).
/// </summary>
/// <param name="blocks">Usable blocks.</param>
/// <param name="blockSize">Tokens in a block.</param>
/// <param name="prefixCaching">Whether content is registered and looked up.</param>
/// <param name="namesBlocks">Whether each block has an identity even without content, as the recordings want it.</param>
internal sealed class BlockAllocator(int blocks, int blockSize, bool prefixCaching, bool namesBlocks = true)
{
    /// <summary>Whether blocks are only counted.</summary>
    public bool CountsOnly { get; } = !prefixCaching && !namesBlocks;

    /// <summary>The blocks.</summary>
    public BlockPool Pool { get; } = new(blocks, countsOnly: !prefixCaching && !namesBlocks);

    /// <summary>Tokens in a block.</summary>
    public int BlockSize => blockSize;

    /// <summary>Whether content is registered and looked up.</summary>
    public bool PrefixCaching => prefixCaching;

    /// <summary>Entries of all block tables: blocks held, a shared one as often as it is shared.</summary>
    public long HeldBlocks { get; private set; }

    /// <summary>Blocks needed for <paramref name="tokens"/> tokens.</summary>
    public int BlocksFor(int tokens) => (tokens + blockSize - 1) / blockSize;

    /// <summary>
    /// The longest run of leading blocks of a sequence that is present, for at most <c>(knownTokens - 1) / blockSize</c> blocks: the last
    /// token must be computed to get its logits. Changes nothing.
    /// </summary>
    public PrefixHit Lookup(BlockTable table, in Request request, int knownTokens)
    {
        if (!prefixCaching)
        {
            return default;
        }

        ContentHash.Extend(table, request, knownTokens, blockSize);
        int limit = (knownTokens - 1) / blockSize;
        int hits = 0;
        int free = 0;
        while (hits < limit)
        {
            int block = Pool.Contents.Find(table.Hash(hits));
            if (block == 0)
            {
                break;
            }

            hits++;
            free += Pool.References(block) == 0 ? 1 : 0;
        }

        return new PrefixHit(hits, free);
    }

    /// <summary>A hit of a sequence without its last block; no hit stays none.</summary>
    public PrefixHit WithoutLastBlock(BlockTable table, PrefixHit hit)
    {
        if (hit.Blocks == 0)
        {
            return hit;
        }

        int last = Pool.Contents.Find(table.Hash(hit.Blocks - 1));
        return new PrefixHit(hit.Blocks - 1, hit.FreeBlocks - (Pool.References(last) == 0 ? 1 : 0));
    }

    /// <summary>Gives an empty table the blocks of a hit. They are taken before new blocks are, so a sequence never evicts its own hits.</summary>
    public void Attach(BlockTable table, PrefixHit hit)
    {
        for (int i = 0; i < hit.Blocks; i++)
        {
            int block = Pool.Contents.Find(table.Hash(i));
            Pool.Share(block);
            table.Add(block);
        }

        table.Registered = hit.Blocks;
        HeldBlocks += hit.Blocks;
    }

    /// <summary>Takes blocks from the pool until the table has room for <paramref name="tokens"/> tokens. The caller has checked that there are enough.</summary>
    public void Grow(BlockTable table, int tokens)
    {
        int wanted = BlocksFor(tokens);
        if (CountsOnly)
        {
            int more = Math.Max(0, wanted - table.Count);
            TakeUnnamed(more);
            table.SetUnnamed(table.Count + more);
            return;
        }

        while (table.Count < wanted)
        {
            table.Add(Pool.Take());
            HeldBlocks++;
        }
    }

    /// <summary>Takes blocks of a pool that only counts them, for tables that will be told later.</summary>
    public void TakeUnnamed(long count)
    {
        Pool.TakeUnnamed(count);
        HeldBlocks += count;
    }

    /// <summary>Registers the blocks that are full once <paramref name="tokens"/> tokens of a sequence are computed.</summary>
    public void Register(BlockTable table, in Request request, int tokens)
    {
        if (!prefixCaching)
        {
            return;
        }

        ContentHash.Extend(table, request, tokens, blockSize);
        int full = tokens / blockSize;
        for (int i = table.Registered; i < full; i++)
        {
            Pool.Contents.Register(table.Blocks[i], table.Hash(i));
        }

        table.Registered = Math.Max(table.Registered, full);
    }

    /// <summary>Gives a sequence's blocks back; their content stays to be found until they are taken again.</summary>
    public void Release(BlockTable table)
    {
        HeldBlocks -= table.Count;
        if (CountsOnly)
        {
            Pool.TakeUnnamed(-table.Count);
        }
        else
        {
            Pool.Release(table.Blocks);
        }

        table.ClearBlocks();
    }
}
