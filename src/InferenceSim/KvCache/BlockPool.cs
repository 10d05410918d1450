using System.Diagnostics;
using InferenceSim.KvCache.Tiers;

namespace InferenceSim.KvCache;

/// <summary>
/// The blocks of KV memory: who holds them, which are free and in what order they are reused. The rules are those of vLLM V1
/// (June 2026 and later): a freed block that carries registered content goes to the end of the free list, tail of its chain first; one
/// without goes to the very front; so content is evicted only when no other block is free, least recently used first.
/// Blocks are numbered 1 to <see cref="Capacity"/>; 0 is vLLM's null block and serves as the free list's sentinel.
/// </summary>
internal sealed class BlockPool
{
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _references;

    /// <param name="capacity">Usable blocks, at least 1.</param>
    /// <param name="countsOnly">Whether blocks are only counted: without content they are all alike, and nobody asks which one it got.</param>
    public BlockPool(int capacity, bool countsOnly = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        Free = capacity;
        FreeWithoutContent = capacity;
        int tracked = countsOnly ? 0 : capacity;
        _next = new int[tracked + 1];
        _previous = new int[tracked + 1];
        _references = new int[tracked + 1];
        Contents = new PrefixIndex(tracked);
        for (int block = 0; block <= tracked; block++)
        {
            _next[block] = block == tracked ? 0 : block + 1;
            _previous[block] = block == 0 ? tracked : block - 1;
        }
    }

    /// <summary>Usable blocks.</summary>
    public int Capacity { get; }

    /// <summary>Blocks that nobody holds, those with content included.</summary>
    public int Free { get; private set; }

    /// <summary>Free blocks that carry no registered content; they are taken before any other.</summary>
    public int FreeWithoutContent { get; private set; }

    /// <summary>Blocks that somebody holds.</summary>
    public int Used => Capacity - Free;

    /// <summary>The content of the blocks, free ones included.</summary>
    public PrefixIndex Contents { get; }

    /// <summary>Where evicted content falls, if anywhere.</summary>
    public KvTierSet? Tiers { get; set; }

    /// <summary>Sequences that hold <paramref name="block"/>.</summary>
    public int References(int block) => _references[block];

    /// <summary>Takes the block at the front of the free list and forgets its content: the only way content is evicted.</summary>
    public int Take()
    {
        Debug.Assert(Free > 0, "a block was taken from an empty pool");
        int block = _next[0];
        Unlink(block);
        FreeWithoutContent -= Contents.IsRegistered(block) ? 0 : 1;
        ulong hash = Contents.HashOf(block);
        Contents.Forget(block);
        if (hash != 0)
        {
            Tiers?.OnEvicted(hash);
        }

        _references[block] = 1;
        return block;
    }

    /// <summary>Takes blocks of a pool that only counts them; a negative number gives them back.</summary>
    public void TakeUnnamed(long blocks)
    {
        Debug.Assert(blocks <= Free, "more blocks were taken than are free");
        Free -= (int)blocks;
        FreeWithoutContent -= (int)blocks;
    }

    /// <summary>Adds a holder to a block found by its content; a free one leaves the free list.</summary>
    public void Share(int block)
    {
        if (_references[block]++ == 0)
        {
            Unlink(block);
        }
    }

    /// <summary>Drops one holder from each block of a sequence's <paramref name="table"/>.</summary>
    public void Release(ReadOnlySpan<int> table)
    {
        for (int i = table.Length - 1; i >= 0; i--)
        {
            int block = table[i];
            Debug.Assert(_references[block] > 0, "a block was released twice");
            if (--_references[block] == 0 && Contents.IsRegistered(block))
            {
                LinkAfter(_previous[0], block);
            }
        }

        foreach (int block in table)
        {
            if (_references[block] == 0 && !Contents.IsRegistered(block))
            {
                LinkAfter(0, block);
                FreeWithoutContent++;
            }
        }
    }

    /// <summary>Checks that every block is either free once or held, for tests, of a pool that names its blocks. O(blocks).</summary>
    /// <exception cref="InvalidOperationException">A block is lost or free twice.</exception>
    internal void CheckIntegrity()
    {
        bool[] seen = new bool[Capacity + 1];
        int free = 0;
        foreach (int block in FreeList())
        {
            if (seen[block] || _references[block] != 0)
            {
                throw new InvalidOperationException($"block {block} is in the free list {(seen[block] ? "twice" : "and held")}");
            }

            seen[block] = true;
            free++;
        }

        int held = _references.AsSpan(1).ToArray().Count(r => r > 0);
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

    /// <summary>The free blocks in the order in which they will be taken, for tests.</summary>
    internal IEnumerable<int> FreeList()
    {
        for (int block = _next[0]; block != 0; block = _next[block])
        {
            yield return block;
        }
    }

    private void LinkAfter(int position, int block)
    {
        int following = _next[position];
        _next[position] = block;
        _previous[block] = position;
        _next[block] = following;
        _previous[following] = block;
        Free++;
    }

    private void Unlink(int block)
    {
        _next[_previous[block]] = _next[block];
        _previous[_next[block]] = _previous[block];
        Free--;
    }
}
