using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>By (urgency, arrival, index), smallest first; a preempted sequence keeps its original place.</summary>
/// <param name="sequences">All sequences.</param>
/// <param name="urgency">What the order goes by.</param>
internal sealed class OrderedWaitingQueue(SequenceTable sequences, OrderedWaitingQueue.Urgency urgency) : IWaitingQueue
{
    private readonly PriorityQueue<int, Key> _heap = new();
    private readonly List<int> _aside = [];

    /// <summary>Smaller is served first; the same for a request whenever it is asked.</summary>
    public delegate long Urgency(in Request request);

    /// <inheritdoc/>
    public int Count => _heap.Count;

    /// <inheritdoc/>
    public int Head => _heap.Peek();

    /// <inheritdoc/>
    public bool HeadStays => true;

    /// <inheritdoc/>
    public void Add(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        _heap.Enqueue(slot, new Key(urgency(sequence.Request), sequence.Request.Arrival, sequence.Request.Index));
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

    /// <inheritdoc/>
    public void OnLeaving(int slot)
    {
    }

    private readonly record struct Key(long Urgency, SimTime Arrival, int Index) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            int byUrgency = Urgency.CompareTo(other.Urgency);
            if (byUrgency != 0)
            {
                return byUrgency;
            }

            int byArrival = Arrival.CompareTo(other.Arrival);
            return byArrival != 0 ? byArrival : Index.CompareTo(other.Index);
        }
    }
}
