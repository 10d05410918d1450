using System.Diagnostics;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;

namespace InferenceSim.KvCache;

/// <summary>
/// A pool in which each block has a number, and a free list in vLLM's own order, as its recordings show them. The list is three: a stack of
/// blocks without content, those never used yet, and a queue of those with content. Blocks are numbered 1 to <see cref="Capacity"/>; 0 is
/// vLLM's null block and serves as the queue's sentinel. What is kept for a block is made when it is first used.
/// </summary>
/// <param name="capacity">Usable blocks, at least 1.</param>
internal sealed class BlockPool(int capacity) : IBlockPool
{
    private const int FirstSize = 16;

    private Block[] _blocks = ReusedArrays.New<Block>(FirstSize);
    private int _used; // blocks 1 to this have been used
    private int _emptied; // top of the stack of those without content, linked by Next; 0 if there are none

    /// <inheritdoc/>
    public int Capacity { get; } = capacity;

    /// <inheritdoc/>
    public int Free { get; private set; } = capacity;

    /// <inheritdoc/>
    public int FreeWithoutContent { get; private set; } = capacity;

    /// <inheritdoc/>
    public PrefixIndex Contents { get; } = new();

    /// <inheritdoc/>
    public KvTierSet? Tiers { get; set; }

    /// <inheritdoc/>
    public int References(int block) => block < _blocks.Length ? _blocks[block].References : 0;

    /// <summary>Takes the block at the front of the free list and forgets its content: the only way content is evicted.</summary>
    public int Take()
    {
        Debug.Assert(Free > 0, "a block was taken from an empty pool");
        int block = FreeWithoutContent > 0 ? TakeWithoutContent() : Evict();
        _blocks[block].References = 1;
        Free--;
        return block;
    }

    /// <inheritdoc/>
    public void Grow(BlockTable table, int blocks)
    {
        foreach (ref int block in table.AppendIds(blocks))
        {
            block = Take();
        }

        table.Count += blocks;
    }

    /// <inheritdoc/>
    public void Register(BlockTable table, int full)
    {
        ReadOnlySpan<int> blocks = table.Ids;
        ReadOnlySpan<ulong> hashes = table.Hashes;
        for (int i = table.Registered; i < full; i++)
        {
            Contents.Register(blocks[i], hashes[i]);
        }
    }

    /// <inheritdoc/>
    public void Release(BlockTable table) => Release(table.Ids);

    /// <inheritdoc/>
    public void Share(int block)
    {
        if (_blocks[block].References++ == 0)
        {
            Unlink(block);
            Free--;
        }
    }

    /// <summary>Drops a holder from each of these blocks.</summary>
    public void Release(ReadOnlySpan<int> table)
    {
        Block[] blocks = _blocks;
        bool withoutContent = false;
        for (int i = table.Length - 1; i >= 0; i--)
        {
            int block = table[i];
            Debug.Assert(blocks[block].References > 0, "a block was released twice");
            if (--blocks[block].References > 0)
            {
                continue;
            }

            if (Contents.IsRegistered(block))
            {
                Append(block);
                Free++;
            }
            else
            {
                withoutContent = true;
            }
        }

        if (withoutContent)
        {
            ReleaseWithoutContent(table);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReusedArrays.Return(ref _blocks);
        Contents.Dispose();
    }

    /// <inheritdoc/>
    public void CheckIntegrity()
    {
        bool[] seen = new bool[Capacity + 1];
        int free = 0;
        foreach (int block in FreeList())
        {
            if (seen[block] || References(block) != 0)
            {
                throw new InvalidOperationException($"block {block} is in the free list {(seen[block] ? "twice" : "and held")}");
            }

            seen[block] = true;
            free++;
        }

        int held = _blocks.AsSpan(1).ToArray().Count(b => b.References > 0);
        int withoutContent = FreeList().Count(b => !Contents.IsRegistered(b));
        if (withoutContent != FreeWithoutContent)
        {
            throw new InvalidOperationException($"{withoutContent} free blocks without content, {FreeWithoutContent} counted");
        }

        if (free != Free || free + held != Capacity)
        {
            throw new InvalidOperationException($"{free} blocks listed free, {Free} counted free, {held} held, {Capacity} in all");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ulong> FreeContents() => FreeList().Select(Contents.HashOf);

    /// <summary>The free blocks in the order in which they will be taken, for tests.</summary>
    internal IEnumerable<int> FreeList()
    {
        for (int block = _emptied; block != 0; block = _blocks[block].Next)
        {
            yield return block;
        }

        for (int block = _used + 1; block <= Capacity; block++)
        {
            yield return block;
        }

        for (int block = _blocks[0].Next; block != 0; block = _blocks[block].Next)
        {
            yield return block;
        }
    }

    private int TakeWithoutContent()
    {
        FreeWithoutContent--;
        int block = _emptied;
        if (block != 0)
        {
            _emptied = _blocks[block].Next;
            return block;
        }

        block = ++_used;
        if (block == _blocks.Length)
        {
            ReusedArrays.Grow(ref _blocks, (int)Math.Min(Capacity + 1L, block * 2L));
        }

        return block;
    }

    private int Evict()
    {
        int block = _blocks[0].Next;
        Unlink(block);
        Tiers?.OnEvicted(Contents.HashOf(block));
        Contents.Forget(block);
        return block;
    }

    /// <summary>Puts those of a released table that have no content on the stack, the last one on top.</summary>
    private void ReleaseWithoutContent(ReadOnlySpan<int> table)
    {
        foreach (int block in table)
        {
            if (_blocks[block].References == 0 && !Contents.IsRegistered(block))
            {
                _blocks[block].Next = _emptied;
                _emptied = block;
                Free++;
                FreeWithoutContent++;
            }
        }
    }

    private void Append(int block)
    {
        Block[] blocks = _blocks;
        int last = blocks[0].Previous;
        blocks[last].Next = block;
        blocks[block].Previous = last;
        blocks[block].Next = 0;
        blocks[0].Previous = block;
    }

    private void Unlink(int block)
    {
        Block[] blocks = _blocks;
        (int next, int previous) = (blocks[block].Next, blocks[block].Previous);
        blocks[previous].Next = next;
        blocks[next].Previous = previous;
    }

    private struct Block
    {
        public int Next;
        public int Previous;
        public int References;
    }
}
