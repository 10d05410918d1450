using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// The sequences that decode one token in every step, kept so that a step costs O(1) however many they are: their contexts are
/// relative to a shared step counter, the next to finish is on top of a heap, and those that need a block in a given step are found in
/// buckets by the remainder of their context by the block size. Only joining, a full block, finishing and dissolving touch a sequence.
/// </summary>
internal sealed class DecodeCohort
{
    private readonly SequenceTable _sequences;
    private readonly RunningList _running;
    private readonly KvCacheManager _cache;
    private readonly bool _growsBlocks;
    private readonly bool _registersLate;
    private readonly int _blockSize;
    private readonly int[] _bucketHead;
    private readonly int[] _bucketCount;
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
        SequenceTable sequences, RunningList running, KvCacheManager cache, bool growsBlocks, bool registersLate, int? window)
    {
        _registersLate = registersLate;
        Windowed = new WindowedContexts(sequences, window);
        _sequences = sequences;
        _running = running;
        _cache = cache;
        _growsBlocks = growsBlocks;
        _blockSize = cache.BlockSize;
        _bucketHead = new int[_blockSize];
        _bucketCount = new int[_blockSize];
        Array.Fill(_bucketHead, -1);
    }

    /// <summary>Members, those of a static batch that have finished but keep their slot included.</summary>
    public int Count { get; private set; }

    /// <summary>Members that still want tokens.</summary>
    public int Live => _finishing.Count;

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
    public IReadOnlyList<(SimTime LastToken, int Count)> TokenGroups => _joined;

    /// <summary>Takes in a decoding sequence, or one of a static batch that has finished and keeps its slot.</summary>
    public void Join(int slot)
    {
        ref Sequence sequence = ref _sequences[slot];
        ContextSum += sequence.Computed;
        Count++;
        if (sequence.Known < sequence.Target)
        {
            _finishing.Enqueue(slot, new FinishKey(_counter + sequence.Target - sequence.Known, sequence.AdmissionOrder));
            AddTokenGroup(sequence.LastToken);
        }

        Windowed.Add(slot, sequence.Computed, _counter);
        sequence.Computed -= _counter;
        sequence.ComputedTotal -= _counter;
        sequence.InCohort = true;
        AddToBucket(slot);
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

    /// <summary>Blocks that the members will have taken after <paramref name="steps"/> more steps, beyond those they hold.</summary>
    public long BlocksForSteps(long steps)
    {
        if (!_growsBlocks)
        {
            return 0;
        }

        long blocks = steps / _blockSize * Count;
        int bucket = Bucket(0);
        for (long i = steps % _blockSize; i > 0; i--)
        {
            blocks += _bucketCount[bucket];
            bucket = Next(bucket);
        }

        return blocks;
    }

    /// <summary>The most steps, at most <paramref name="limit"/>, whose blocks are found among <paramref name="free"/> free ones.</summary>
    public long StepsWithin(long free, long limit)
    {
        // Nobody takes more than a block in every blockSize steps.
        if (!_growsBlocks || ((limit / _blockSize) + 1) * Count <= free)
        {
            return limit;
        }

        long cycles = free / Count;
        long steps = cycles * _blockSize;
        free -= cycles * Count;
        for (int bucket = Bucket(0); steps < limit; bucket = Next(bucket), steps++)
        {
            free -= _bucketCount[bucket];
            if (free < 0)
            {
                break;
            }
        }

        return Math.Min(steps, limit);
    }

    /// <summary>Blocks that the members take in the next step.</summary>
    public int BlocksTakenNext => _growsBlocks ? _bucketCount[Bucket(0)] : 0;

    /// <summary>
    /// Sums over the blocks that the members take in the next <paramref name="steps"/> steps: how many, in which step (the first is 0), and
    /// j (j - 1) / 2 for step j.
    /// </summary>
    public (long Blocks, long Steps, long Pairs) BlocksTaken(long steps)
    {
        (long blocks, long sumOfSteps, long sumOfPairs) = (0, 0, 0);
        int bucket = Bucket(0);
        for (long first = 0; _growsBlocks && first < Math.Min(steps, _blockSize); first++, bucket = Next(bucket))
        {
            long taken = _bucketCount[bucket];
            if (taken == 0)
            {
                continue;
            }

            // In steps first, first + blockSize, ...
            long times = ((steps - 1 - first) / _blockSize) + 1;
            long pairs = times * (times - 1) / 2;
            long sum = (times * first) + (_blockSize * pairs);
            long squares = (times * first * first) + (2 * first * _blockSize * pairs)
                + ((long)_blockSize * _blockSize * (pairs * ((2 * times) - 1) / 3));
            blocks += taken * times;
            sumOfSteps += taken * sum;
            sumOfPairs += taken * ((squares - sum) / 2);
        }

        return (blocks, sumOfSteps, sumOfPairs);
    }

    /// <summary>
    /// Takes and registers the blocks of the next <paramref name="steps"/> steps, touching only the members that fill one. The caller has
    /// checked that there are enough free ones. The steps themselves follow by <see cref="Advance"/>.
    /// </summary>
    public void GrowBlocks(long steps)
    {
        if (!_growsBlocks)
        {
            return;
        }

        if (_cache.CountsOnly)
        {
            _cache.TakeUnnamed(BlocksForSteps(steps));
            return;
        }

        for (int i = 0; i < Math.Min(steps, _blockSize); i++)
        {
            bool registers = _cache.PrefixCaching && _registersLate;
            GrowBucket(Bucket(i), steps, registers ? steps - 1 : null);
            if (_cache.PrefixCaching && !_registersLate)
            {
                // A block is registered in the step that computes its last token, one step before the next block is taken.
                GrowBucket(Bucket(i + 1), steps, steps);
            }
        }
    }

    /// <summary>Gives the members of a bucket the blocks of the next steps, and registers those full after <paramref name="registeredSteps"/> of them.</summary>
    private void GrowBucket(int bucket, long steps, long? registeredSteps)
    {
        for (int slot = _bucketHead[bucket]; slot >= 0; slot = _sequences[slot].NextInBucket)
        {
            ref Sequence sequence = ref _sequences[slot];
            long computed = sequence.Computed + _counter;
            _cache.Grow(sequence.Table, (int)(computed + steps));
            if (registeredSteps is { } registered)
            {
                _cache.Register(sequence.Table, sequence.Request, (int)(computed + registered));
            }
        }
    }

    /// <summary>Counts <paramref name="steps"/> steps in which every member computed one token; the last of them ended at <paramref name="end"/>.</summary>
    public void Advance(long steps, SimTime end)
    {
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
        RemoveFromBucket(slot);
        sequence.Computed += _counter;
        sequence.ComputedTotal += _counter;
        sequence.InCohort = false;
        SettleTable(sequence);
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
                SettleTable(sequence);
            }
        }

        Array.Fill(_bucketHead, -1);
        Array.Clear(_bucketCount);
        _finishing.Clear();
        _joined.Clear();
        _lastStepEnd = SimTime.Zero;
        Windowed.Clear();
        ContextSum = 0;
        Count = 0;
    }

    /// <summary>Tells the table of a former member how many blocks were counted for it.</summary>
    private void SettleTable(in Sequence sequence)
    {
        if (_growsBlocks && _cache.CountsOnly)
        {
            sequence.Table.SetUnnamed(_cache.BlocksFor((int)sequence.Computed));
        }
    }

    private int Next(int bucket) => bucket + 1 == _blockSize ? 0 : bucket + 1;

    private int Bucket(long steps) => (int)((_counter + steps) % _blockSize);

    /// <summary>The bucket of a member is the remainder that the counter has in the steps in which the member needs a block.</summary>
    private int BucketOf(in Sequence sequence) => (int)(((-sequence.Computed % _blockSize) + _blockSize) % _blockSize);

    private void AddToBucket(int slot)
    {
        ref Sequence sequence = ref _sequences[slot];
        int bucket = BucketOf(sequence);
        int head = _bucketHead[bucket];
        sequence.PreviousInBucket = -1;
        sequence.NextInBucket = head;
        if (head >= 0)
        {
            _sequences[head].PreviousInBucket = slot;
        }

        _bucketHead[bucket] = slot;
        _bucketCount[bucket]++;
    }

    private void RemoveFromBucket(int slot)
    {
        ref Sequence sequence = ref _sequences[slot];
        int bucket = BucketOf(sequence);
        if (sequence.PreviousInBucket >= 0)
        {
            _sequences[sequence.PreviousInBucket].NextInBucket = sequence.NextInBucket;
        }
        else
        {
            _bucketHead[bucket] = sequence.NextInBucket;
        }

        if (sequence.NextInBucket >= 0)
        {
            _sequences[sequence.NextInBucket].PreviousInBucket = sequence.PreviousInBucket;
        }

        _bucketCount[bucket]--;
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
