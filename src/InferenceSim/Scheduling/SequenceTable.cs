using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>The sequences an engine knows, waiting and running, in slots that are used again. References stay valid until the next <see cref="Add"/>.</summary>
internal sealed class SequenceTable
{
    private const int FirstSize = 64;

    private readonly Stack<int> _freeSlots = [];
    private Sequence[] _sequences = ReusedArrays.New<Sequence>(FirstSize);
    private int _used;

    /// <summary>The sequence in <paramref name="slot"/>.</summary>
    public ref Sequence this[int slot] => ref _sequences[slot];

    /// <summary>Takes up a request that ends at <paramref name="target"/> known tokens, at the latest at <paramref name="limit"/> as far as an engine can know.</summary>
    /// <returns>Its slot.</returns>
    public int Add(in Request request, int target, int limit)
    {
        if (!_freeSlots.TryPop(out int slot))
        {
            if (_used == _sequences.Length)
            {
                ReusedArrays.Grow(ref _sequences, _used * 2);
            }

            slot = _used++;
        }

        ref Sequence sequence = ref _sequences[slot];
        BlockTable table = sequence.Table ?? new BlockTable();
        table.Clear();

        // In its place: to make one and copy it takes twice as long.
        sequence = default;
        sequence.Request = request;
        sequence.Table = table;
        sequence.Known = request.PromptTokens;
        sequence.Target = target;
        sequence.Limit = limit;
        sequence.IsPresent = true;
        sequence.NextRunning = -1;
        sequence.PreviousRunning = -1;
        return slot;
    }

    /// <summary>Gives a slot back.</summary>
    public void Remove(int slot)
    {
        _sequences[slot].IsPresent = false;
        _freeSlots.Push(slot);
    }

    /// <summary>Gives the memory back; there are no sequences any more.</summary>
    public void GiveBack() => ReusedArrays.Return(ref _sequences);
}
