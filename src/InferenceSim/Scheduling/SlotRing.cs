namespace InferenceSim.Scheduling;

/// <summary>A double-ended queue of slots in a ring that grows: both ends in O(1).</summary>
internal sealed class SlotRing
{
    private int[] _ring = new int[16];
    private int _head;

    /// <summary>How many slots it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The slot in front; there must be one.</summary>
    public int First => _ring[_head];

    /// <summary>Appends a slot.</summary>
    public void AddLast(int slot)
    {
        GrowIfFull();
        _ring[(_head + Count) & (_ring.Length - 1)] = slot;
        Count++;
    }

    /// <summary>Puts a slot in front.</summary>
    public void AddFirst(int slot)
    {
        GrowIfFull();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = slot;
        Count++;
    }

    /// <summary>Removes the slot in front.</summary>
    public void RemoveFirst()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    /// <summary>Appends the slots in order to a list.</summary>
    public void CopyTo(List<int> slots)
    {
        for (int i = 0; i < Count; i++)
        {
            slots.Add(_ring[(_head + i) & (_ring.Length - 1)]);
        }
    }

    /// <summary>Removes a slot wherever it stands; O(count).</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(int slot)
    {
        int mask = _ring.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            if (_ring[(_head + i) & mask] != slot)
            {
                continue;
            }

            for (int j = i; j < Count - 1; j++)
            {
                _ring[(_head + j) & mask] = _ring[(_head + j + 1) & mask];
            }

            Count--;
            return true;
        }

        return false;
    }

    private void GrowIfFull()
    {
        if (Count < _ring.Length)
        {
            return;
        }

        int[] larger = new int[_ring.Length * 2];
        _ring.AsSpan(_head).CopyTo(larger);
        _ring.AsSpan(0, _head).CopyTo(larger.AsSpan(_ring.Length - _head));
        _ring = larger;
        _head = 0;
    }
}
