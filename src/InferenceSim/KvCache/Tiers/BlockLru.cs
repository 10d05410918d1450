namespace InferenceSim.KvCache.Tiers;

/// <summary>
/// A bounded set of block contents in order of use: a doubly linked list in arrays that grow to the capacity, found by hash. Every operation
/// O(1); nothing is allocated once it is full.
/// </summary>
/// <param name="capacity">Contents it holds, 0 for none.</param>
internal sealed class BlockLru(int capacity) : IBlockStore
{
    private readonly Dictionary<ulong, int> _slots = [];
    private (ulong Hash, int Newer, int Older)[] _entries = [(0, 0, 0)]; // entry 0 stands between the newest and the oldest

    /// <inheritdoc/>
    public int OwnBlocks => _slots.Count;

    /// <inheritdoc/>
    public bool Contains(ulong hash) => _slots.ContainsKey(hash);

    /// <inheritdoc/>
    public bool Touch(ulong hash)
    {
        if (!_slots.TryGetValue(hash, out int slot))
        {
            return false;
        }

        Unlink(slot);
        LinkNewest(slot);
        return true;
    }

    /// <inheritdoc/>
    public ulong Add(ulong hash)
    {
        if (capacity == 0)
        {
            return hash;
        }

        ulong leaving = 0;
        int slot = _slots.Count + 1;
        if (_slots.Count == capacity)
        {
            slot = _entries[0].Newer; // the oldest
            leaving = _entries[slot].Hash;
            _slots.Remove(leaving);
            Unlink(slot);
        }
        else if (slot == _entries.Length)
        {
            Array.Resize(ref _entries, (int)Math.Min(capacity + 1L, slot * 2L));
        }

        _entries[slot].Hash = hash;
        _slots.Add(hash, slot);
        LinkNewest(slot);
        return leaving;
    }

    private void LinkNewest(int slot)
    {
        int newest = _entries[0].Older;
        _entries[slot].Older = newest;
        _entries[slot].Newer = 0;
        _entries[newest].Newer = slot;
        _entries[0].Older = slot;
    }

    private void Unlink(int slot)
    {
        (_, int newer, int older) = _entries[slot];
        _entries[older].Newer = newer;
        _entries[newer].Older = older;
    }
}
