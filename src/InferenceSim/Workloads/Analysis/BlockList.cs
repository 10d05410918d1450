namespace InferenceSim.Workloads.Analysis;

/// <summary>A bounded set of numbered blocks in order of eviction: a doubly linked list in arrays, every operation O(1).</summary>
internal sealed class BlockList
{
    private readonly int[] _newer;
    private readonly int[] _older;
    private readonly int _end;
    private readonly int _capacity;

    public BlockList(int distinctBlocks, int capacity)
    {
        _newer = new int[distinctBlocks + 1];
        _older = new int[distinctBlocks + 1];
        Array.Fill(_newer, -1);
        _end = distinctBlocks; // stands between the newest and the oldest
        _newer[_end] = _older[_end] = _end;
        _capacity = capacity;
    }

    /// <summary>How many blocks are in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a block is in the set.</summary>
    public bool Contains(int block) => _newer[block] >= 0;

    /// <summary>Makes a block the newest, adding it and dropping the oldest if there is no room.</summary>
    /// <returns>The block that was dropped, or -1.</returns>
    public int Touch(int block)
    {
        if (Contains(block))
        {
            Unlink(block);
        }
        else
        {
            Count++;
        }

        Link(block);
        if (Count <= _capacity)
        {
            return -1;
        }

        int oldest = _newer[_end];
        Unlink(oldest);
        Count--;
        return oldest;
    }

    private void Link(int block)
    {
        int newest = _older[_end];
        _newer[newest] = block;
        _older[block] = newest;
        _newer[block] = _end;
        _older[_end] = block;
    }

    private void Unlink(int block)
    {
        _newer[_older[block]] = _newer[block];
        _older[_newer[block]] = _older[block];
        _newer[block] = -1;
    }
}
