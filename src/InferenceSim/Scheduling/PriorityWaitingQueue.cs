using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>By (priority, arrival, index), smallest first; a preempted sequence keeps its original place.</summary>
internal sealed class PriorityWaitingQueue(SequenceTable sequences) : IWaitingQueue
{
    private readonly PriorityQueue<int, Key> _heap = new();
    private readonly List<int> _aside = [];

    /// <inheritdoc/>
    public int Count => _heap.Count;

    /// <inheritdoc/>
    public int Head => _heap.Peek();

    /// <inheritdoc/>
    public void Add(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        _heap.Enqueue(slot, new Key(sequence.Request.Priority, sequence.Request.Arrival, sequence.Request.Index));
    }

    /// <inheritdoc/>
    public void Return(int slot) => Add(slot);

    /// <inheritdoc/>
    public void RemoveHead() => _heap.Dequeue();

    /// <inheritdoc/>
    public void SetHeadAside()
    {
        _aside.Add(Head);
        RemoveHead();
    }

    /// <inheritdoc/>
    public void TakeBackAside()
    {
        foreach (int slot in _aside)
        {
            Add(slot);
        }

        _aside.Clear();
    }

    /// <inheritdoc/>
    public void CopyTo(List<int> slots) =>
        slots.AddRange(_heap.UnorderedItems.OrderBy(i => i.Priority).Select(i => i.Element));

    /// <inheritdoc/>
    public void Remove(int slot) => _heap.Remove(slot, out _, out _);

    private readonly record struct Key(int Priority, SimTime Arrival, int Index) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            int byPriority = Priority.CompareTo(other.Priority);
            if (byPriority != 0)
            {
                return byPriority;
            }

            int byArrival = Arrival.CompareTo(other.Arrival);
            return byArrival != 0 ? byArrival : Index.CompareTo(other.Index);
        }
    }
}
