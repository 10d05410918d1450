namespace InferenceSim.KvCache;

/// <summary>
/// The blocks of one sequence, in order, and the content hashes of those that are full. Belongs to a slot of the engine and is used
/// again by the next sequence in that slot, so that a run in steady state allocates nothing.
/// </summary>
internal sealed class BlockTable
{
    private int[] _ids = new int[8];
    private ulong[] _hashes = [];
    private int _idCount;

    /// <summary>Blocks held.</summary>
    public int Count { get; set; }

    /// <summary>
    /// Leading blocks whose content another request may have too. What lies behind them, nobody looks up; a sequence that must come back for it
    /// itself (a preemption) makes it shareable first.
    /// </summary>
    public int Shareable { get; set; } = int.MaxValue;

    /// <summary>Leading blocks whose content is registered.</summary>
    public int Registered { get; set; }

    /// <summary>Leading blocks whose content hash is known; may run ahead of <see cref="Count"/>.</summary>
    public int HashCount { get; private set; }

    /// <summary>The segment of the sequence's content in which the next hash begins to be made.</summary>
    public ContentPosition HashPosition { get; private set; }

    /// <summary>The leading blocks as far as they have a number: all, or those with an entry in a pool that counts the others.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _idCount);

    /// <summary>For each block whose content is known, the hash of it and of all before it.</summary>
    public ReadOnlySpan<ulong> Hashes => _hashes.AsSpan(0, HashCount);

    /// <summary>Appends places for the numbers of <paramref name="count"/> more blocks, for the caller to fill.</summary>
    public Span<int> AppendIds(int count)
    {
        int before = _idCount;
        _idCount += count;
        if (_idCount > _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(_idCount, _ids.Length * 2));
        }

        return _ids.AsSpan(before, count);
    }

    /// <summary>Room for the hashes of the first <paramref name="count"/> blocks; those that are known are kept.</summary>
    public Span<ulong> HashesTo(int count)
    {
        if (count > _hashes.Length)
        {
            Array.Resize(ref _hashes, Math.Max(Math.Max(16, count), _hashes.Length * 2));
        }

        return _hashes.AsSpan(0, count);
    }

    /// <summary>Says that <paramref name="count"/> hashes are known.</summary>
    public void SetHashed(int count, ContentPosition position)
    {
        HashCount = count;
        HashPosition = position;
    }

    /// <summary>Forgets the blocks (a preemption); what the sequence consists of stays known.</summary>
    public void ClearBlocks()
    {
        Count = 0;
        Registered = 0;
        _idCount = 0;
    }

    /// <summary>Makes the table ready for another sequence.</summary>
    public void Clear()
    {
        ClearBlocks();
        HashCount = 0;
        HashPosition = default;
        Shareable = int.MaxValue;
    }
}
