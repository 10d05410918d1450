namespace InferenceSim.Simulation;

/// <summary>A list whose memory comes from <see cref="ReusedArrays"/>. A mutable struct: a field, never a copy.</summary>
internal struct ReusedList<T>()
    where T : struct
{
    private const int FirstSize = 64;

    private T[] _items = [];
    private int _count;

    /// <summary>What it holds, in order.</summary>
    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, _count);

    /// <summary>Appends an item.</summary>
    public void Add(in T item)
    {
        if (_count == _items.Length)
        {
            ReusedArrays.Grow(ref _items, Math.Max(FirstSize, _count * 2));
        }

        _items[_count++] = item;
    }

    /// <summary>Appends several.</summary>
    public void Add(ReadOnlySpan<T> items)
    {
        if (_count + items.Length > _items.Length)
        {
            ReusedArrays.Grow(ref _items, Math.Max(_count + items.Length, _count * 2));
        }

        items.CopyTo(_items.AsSpan(_count));
        _count += items.Length;
    }

    /// <summary>Forgets the items and keeps the memory.</summary>
    public void Clear() => _count = 0;

    /// <summary>Forgets the items and gives the memory back.</summary>
    public void GiveBack()
    {
        ReusedArrays.Return(ref _items);
        _count = 0;
    }
}
