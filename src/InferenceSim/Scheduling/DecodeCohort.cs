using System.Runtime.InteropServices;
using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// The sequences that decode one token in every step, kept so that a step costs O(1) however many they are: their contexts are
/// relative to a shared step counter, the next to finish is on top of a heap, and those that need a block in a given step are found by
/// <see cref="BlockGrowth"/>. Only joining, a full block, finishing and dissolving touch a sequence.
/// </summary>
internal sealed class DecodeCohort
{
    private readonly SequenceTable _sequences;
    private readonly RunningList _running;
    private readonly BlockGrowth _blocks;
    private readonly PriorityQueue<int, FinishKey> _finishing = new();
    private readonly List<(SimTime LastToken, int Count)> _joined = [];
    private long _counter;
    private SimTime _lastStepEnd;

    /// <param name="sequences">All sequences.</param>
    /// <param name="running">The running ones.</param>
    /// <param name="cache">Where blocks come from.</param>
    /// <param name="growsBlocks">Whether members take blocks as they grow; <c>false</c> where all were reserved at admission.</param>
    /// <param name="registersLate">Whether the newest token of each member is still under way when a step is scheduled (asynchronous scheduling), so that a full block is registered a step later.</param>
    /// <param name="window">Tokens that sliding-window layers see, if there are any.</param>
    public DecodeCohort(
        SequenceTable sequences, RunningList running, BlockAllocator cache, bool growsBlocks, bool registersLate, int? window)
    {
        Windowed = new WindowedContexts(sequences, window);
        _sequences = sequences;
        _running = running;
        _blocks = new BlockGrowth(sequences, cache, growsBlocks, registersLate);
    }

    /// <summary>Members, those of a static batch that have finished but keep their slot included.</summary>
    public int Count { get; private set; }

    /// <summary>Members that still want tokens.</summary>
    public int Live => _finishing.Count;

    /// <summary>Times a member was put into the heap of finishes or taken out, for tests of how much work was done.</summary>
    public long HeapOperations { get; private set; }

    /// <summary>Steps counted so far; what a member's relative counts are relative to.</summary>
    public long Counter => _counter;

    /// <summary>Sum over the members of the tokens computed.</summary>
    public long ContextSum { get; private set; }

    /// <summary>The sum of the contexts as far as sliding-window layers see them.</summary>
    public WindowedContexts Windowed { get; }

    /// <summary>Steps until the first member finishes; there must be one.</summary>
    public long StepsToFirstFinish
    {
        get
        {
            _finishing.TryPeek(out _, out FinishKey key);
            return key.Step - _counter;
        }
    }

    /// <summary>Groups of live members by the time of their latest token, where the latest step was not a decode of all of them.</summary>
    public ReadOnlySpan<(SimTime LastToken, int Count)> TokenGroups => CollectionsMarshal.AsSpan(_joined);

    /// <summary>Takes in a decoding sequence, or one of a static batch that has finished and keeps its slot.</summary>
    public void Join(int slot)
    {
        ref Sequence sequence = ref _sequences[slot];
        ContextSum += sequence.Computed;
        Count++;
        if (sequence.Known < sequence.Target)
        {
            HeapOperations++;
            _finishing.Enqueue(slot, new FinishKey(_counter + sequence.Target - sequence.Known, sequence.AdmissionOrder));
            AddTokenGroup(sequence.LastToken);
        }

        Windowed.Add(slot, sequence.Computed, _counter);
        sequence.Computed -= _counter;
        sequence.ComputedTotal -= _counter;
        sequence.InCohort = true;
        _blocks.Add(slot, _counter);
    }

    private void AddTokenGroup(SimTime lastToken)
    {
        if (_joined.Count > 0 && _joined[^1].LastToken == lastToken)
        {
            _joined[^1] = (lastToken, _joined[^1].Count + 1);
        }
        else
        {
            _joined.Add((lastToken, 1));
        }
    }

    /// <summary>The most steps, at most <paramref name="limit"/>, whose blocks are found among <paramref name="free"/> free ones.</summary>
    public long StepsWithin(long free, long limit) => _blocks.StepsWithin(_counter, free, limit);

    /// <summary>Blocks that the members take in the next step.</summary>
    public int BlocksTakenNext => _blocks.TakenNext(_counter);

    /// <inheritdoc cref="BlockGrowth.Of"/>
    public BlocksOfSteps BlocksOf(long steps) => _blocks.Of(_counter, steps);

    /// <summary>Takes and registers blocks; the steps themselves follow by <see cref="Advance"/>.</summary>
    public void GrowBlocks(in BlocksOfSteps blocks) => _blocks.Take(_counter, blocks);

    /// <summary>Counts the steps of which <paramref name="blocks"/> were; every member computed one token in each, and the last ended at <paramref name="end"/>.</summary>
    public void Advance(in BlocksOfSteps blocks, SimTime end)
    {
        long steps = blocks.Steps;
        _blocks.Advance(blocks);
        _counter += steps;
        ContextSum += steps * Count;
        Windowed.Advance(steps, _counter);
        _joined.Clear();
        _joined.Add((end, Live));
        _lastStepEnd = end;
    }

    /// <summary>Takes the next member whose last token the latest step gives, in order of admission, if there is one. It stays a member.</summary>
    public bool TryTakeFinished(out int slot)
    {
        if (!_finishing.TryPeek(out slot, out FinishKey key) || key.Step != _counter)
        {
            return false;
        }

        HeapOperations++;
        _finishing.Dequeue();
        ref Sequence sequence = ref _sequences[slot];
        sequence.Known = sequence.Target;
        sequence.LastToken = _lastStepEnd;
        _joined[0] = (_lastStepEnd, Live);
        return true;
    }

    /// <summary>Lets a member go that has finished.</summary>
    public void Leave(int slot)
    {
        ref Sequence sequence = ref _sequences[slot];
        _blocks.Remove(slot, _counter);
        sequence.Computed += _counter;
        sequence.ComputedTotal += _counter;
        sequence.InCohort = false;
        _blocks.Settle(sequence);
        ContextSum -= sequence.Computed;
        Windowed.Remove(sequence.Computed);
        Count--;
    }

    /// <summary>
    /// Turns every member back into a sequence that stands for itself, in a step that must look at each of them. The latest batch with all of
    /// them was number <paramref name="lastBatch"/>.
    /// </summary>
    public void Dissolve(long lastBatch)
    {
        if (Count == 0)
        {
            return;
        }

        for (int slot = _running.First; slot >= 0; slot = _sequences[slot].NextRunning)
        {
            ref Sequence sequence = ref _sequences[slot];
            if (sequence.InCohort)
            {
                sequence.Computed += _counter;
                sequence.ComputedTotal += _counter;
                sequence.Known = (int)sequence.Computed + 1;
                sequence.LastBatch = lastBatch;
                sequence.LastToken = sequence.LastToken > _lastStepEnd ? sequence.LastToken : _lastStepEnd;
                sequence.InCohort = false;
                _blocks.Settle(sequence);
            }
        }

        _blocks.Clear();
        _finishing.Clear();
        _joined.Clear();
        _lastStepEnd = SimTime.Zero;
        Windowed.Clear();
        ContextSum = 0;
        Count = 0;
    }

    private readonly record struct FinishKey(long Step, long AdmissionOrder) : IComparable<FinishKey>
    {
        public int CompareTo(FinishKey other)
        {
            int byStep = Step.CompareTo(other.Step);
            return byStep != 0 ? byStep : AdmissionOrder.CompareTo(other.AdmissionOrder);
        }
    }
}
