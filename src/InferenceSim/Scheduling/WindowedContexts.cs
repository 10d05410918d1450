namespace InferenceSim.Scheduling;

/// <summary>
/// The sum over the decode cohort of min(context, window), for models whose layers attend within a sliding window. Members below the
/// window grow by one a step; a heap tells when the next one reaches it.
/// </summary>
internal sealed class WindowedContexts(SequenceTable sequences, int? window)
{
    private readonly PriorityQueue<(int Slot, long AdmissionOrder), long> _crossings = new();

    /// <summary>The sum; 0 without a window.</summary>
    public long Sum { get; private set; }

    /// <summary>Members still below the window.</summary>
    public int Growing { get; private set; }

    /// <summary>How many steps, at most <paramref name="limit"/>, the sum grows by the same amount in each.</summary>
    public long SteadySteps(long counter, long limit)
    {
        DropDeparted();

        // The step that brings a member to the window is the last after which it still grew.
        return _crossings.TryPeek(out _, out long crossing) ? Math.Min(limit, crossing - counter + 1) : limit;
    }

    /// <summary>A member joins with <paramref name="context"/> tokens computed.</summary>
    public void Add(int slot, long context, long counter)
    {
        if (window is not { } size)
        {
            return;
        }

        Sum += Math.Min(context, size);
        if (context < size)
        {
            Growing++;
            _crossings.Enqueue((slot, sequences[slot].AdmissionOrder), counter + size - context);
        }
    }

    /// <summary>A member leaves with <paramref name="context"/> tokens computed.</summary>
    public void Remove(long context)
    {
        if (window is { } size)
        {
            Sum -= Math.Min(context, size);
            Growing -= context < size ? 1 : 0;
        }
    }

    /// <summary>Every member computes a token in each of <paramref name="steps"/> steps, after which the counter stands at <paramref name="counter"/>.</summary>
    public void Advance(long steps, long counter)
    {
        Sum += steps * Growing;
        DropDeparted();
        while (_crossings.TryPeek(out _, out long crossing) && crossing <= counter)
        {
            _crossings.Dequeue();
            Sum -= counter - crossing;
            Growing--;
            DropDeparted();
        }
    }

    /// <summary>Everybody leaves.</summary>
    public void Clear()
    {
        _crossings.Clear();
        Sum = 0;
        Growing = 0;
    }

    private void DropDeparted()
    {
        while (_crossings.TryPeek(out (int Slot, long AdmissionOrder) top, out _)
            && !(sequences[top.Slot].InCohort && sequences[top.Slot].AdmissionOrder == top.AdmissionOrder))
        {
            _crossings.Dequeue();
        }
    }
}
