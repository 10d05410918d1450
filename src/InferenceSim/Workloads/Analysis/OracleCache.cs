namespace InferenceSim.Workloads.Analysis;

/// <summary>
/// The most that any cache of a capacity could hit, knowing the future: Belady's rule (IBM Systems Journal 5(2), 1966), which keeps the blocks
/// that are wanted again soonest. Each time from one use of a block to the next that counts is an interval in which it takes a place; giving up
/// the interval that ends last keeps the most of them. Blocks are chained, so a block is never wanted before those in front of it: among
/// equals the tail goes first, and what is kept are always whole prefixes.
/// </summary>
internal sealed class OracleCache
{
    /// <summary>Instead of a request: nobody wants the block any more.</summary>
    public const int Never = int.MaxValue;

    private readonly int _capacity;
    private readonly int[] _wantedBy;
    private readonly PriorityQueue<(int Block, int WantedBy), (int, int)> _latest = new();

    /// <param name="distinctBlocks">Blocks are numbered from 0 to below this.</param>
    /// <param name="capacity">Blocks it holds.</param>
    public OracleCache(int distinctBlocks, int capacity)
    {
        _capacity = capacity;
        _wantedBy = new int[distinctBlocks];
        Array.Fill(_wantedBy, Never);
    }

    /// <summary>Blocks in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a block is in it.</summary>
    public bool Contains(int block) => _wantedBy[block] != Never;

    /// <summary>A request is over: block <paramref name="block"/>, at <paramref name="depth"/> in its prompt, is wanted next by request <paramref name="wantedBy"/>.</summary>
    public void Store(int block, int depth, int wantedBy)
    {
        Count += (wantedBy == Never ? 0 : 1) - (Contains(block) ? 1 : 0);
        _wantedBy[block] = wantedBy;
        if (wantedBy != Never)
        {
            _latest.Enqueue((block, wantedBy), (-wantedBy, -depth));
        }
    }

    /// <summary>Gives up blocks until the others have room.</summary>
    public void Trim()
    {
        while (Count > _capacity)
        {
            (int block, int wantedBy) = _latest.Dequeue();
            if (_wantedBy[block] == wantedBy) // else it has been used since
            {
                _wantedBy[block] = Never;
                Count--;
            }
        }
    }
}
