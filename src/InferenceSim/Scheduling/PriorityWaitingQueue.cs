using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>By (priority, arrival, index), smallest first; a preempted sequence keeps its original place.</summary>
internal sealed class PriorityWaitingQueue(SequenceTable sequences) : IWaitingQueue
{
    private readonly PriorityQueue<int, Key> _heap = new();

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
