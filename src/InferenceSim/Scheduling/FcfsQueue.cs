namespace InferenceSim.Scheduling;

/// <summary>First come, first served; a preempted sequence goes to the front. A ring buffer.</summary>
internal sealed class FcfsQueue : IWaitingQueue
{
    private int[] _ring = new int[16];
    private int _head;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public int Head => _ring[_head];

    /// <inheritdoc/>
    public void Add(int slot)
    {
        GrowIfFull();
        _ring[(_head + Count) & (_ring.Length - 1)] = slot;
        Count++;
    }

    /// <inheritdoc/>
    public void Return(int slot)
    {
        GrowIfFull();
        _head = (_head - 1) & (_ring.Length - 1);
        _ring[_head] = slot;
        Count++;
    }

    /// <inheritdoc/>
    public void RemoveHead()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
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
