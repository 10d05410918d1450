using System.Numerics;
using InferenceSim.KvCache;

namespace InferenceSim.Scheduling;

/// <summary>
/// When the members of the decode cohort need blocks. A member needs one in every step in which its context is a multiple of the block
/// size, so members stand in buckets by the remainder that the cohort's step counter has in those steps; a step looks at one bucket.
/// </summary>
/// <param name="sequences">All sequences; the members' computed tokens are less the step counter.</param>
/// <param name="cache">Where blocks come from.</param>
/// <param name="grows">Whether members take blocks as they grow; <c>false</c> where all were reserved at admission.</param>
/// <param name="registersLate">Whether the newest token of each member is still under way when a step is scheduled (asynchronous scheduling), so that a full block is registered a step later.</param>
internal sealed class BlockGrowth(SequenceTable sequences, BlockAllocator cache, bool grows, bool registersLate)
{
    private readonly int _blockSize = cache.BlockSize;
    private readonly int _mask = BitOperations.IsPow2(cache.BlockSize) ? cache.BlockSize - 1 : -1; // a division costs as much as all else in a bucket
    private readonly int[] _head = NoMembers(cache.BlockSize);
    private readonly int[] _count = new int[cache.BlockSize];

    /// <summary>Members in all buckets.</summary>
    public int Members { get; private set; }

    /// <summary>Everybody leaves.</summary>
    public void Clear()
    {
        Array.Fill(_head, -1);
        Array.Clear(_count);
        Members = 0;
    }

    /// <summary>Blocks that the members will have taken after <paramref name="steps"/> more steps, beyond those they hold.</summary>
    public long ForSteps(long counter, long steps)
    {
        if (!grows)
        {
            return 0;
        }

        (long rounds, int rest) = Rounds(steps);
        long blocks = rounds * Members;
        int bucket = Bucket(counter);
        for (int i = rest; i > 0; i--)
        {
            blocks += _count[bucket];
            bucket = Next(bucket);
        }

        return blocks;
    }

    /// <summary>The most steps, at most <paramref name="limit"/>, whose blocks are found among <paramref name="free"/> free ones.</summary>
    public long StepsWithin(long counter, long free, long limit)
    {
        // Nobody takes more than a block in every blockSize steps.
        if (!grows || ((limit / _blockSize) + 1) * Members <= free)
        {
            return limit;
        }

        long cycles = free / Members;
        long steps = cycles * _blockSize;
        free -= cycles * Members;
        for (int bucket = Bucket(counter); steps < limit; bucket = Next(bucket), steps++)
        {
            free -= _count[bucket];
            if (free < 0)
            {
                break;
            }
        }

        return Math.Min(steps, limit);
    }

    /// <summary>Blocks that the members take in the next step.</summary>
    public int TakenNext(long counter) => grows ? _count[Bucket(counter)] : 0;

    /// <summary>
    /// Sums over the blocks that the members take in the next <paramref name="steps"/> steps: how many, in which step (the first is 0), and
    /// j (j - 1) / 2 for step j.
    /// </summary>
    public (long Blocks, long Steps, long Pairs) Taken(long counter, long steps)
    {
        if (!grows)
        {
            return default;
        }

        // The members of the bucket of step i take one in steps i, i + blockSize, ...: once more often where i is below the remainder.
        (long rounds, int rest) = Rounds(steps);
        BucketSums below = SumsOf(Bucket(counter), 0, rest);
        if (rounds == 0)
        {
            return (below.Count, below.Steps, (below.Squares - below.Steps) / 2);
        }

        BucketSums others = SumsOf(Bucket(counter + rest), rest, _blockSize);
        BucketSums sums = below.Repeated(rounds + 1, _blockSize) + others.Repeated(rounds, _blockSize);
        return (sums.Count, sums.Steps, (sums.Squares - sums.Steps) / 2);
    }

    /// <summary>Sums over the buckets of the steps from <paramref name="from"/> to below <paramref name="to"/>, of which <paramref name="bucket"/> is the first.</summary>
    private BucketSums SumsOf(int bucket, int from, int to)
    {
        (long count, long steps, long squares) = (0, 0, 0);
        for (int i = from; i < to; i++, bucket = Next(bucket))
        {
            long members = _count[bucket];
            count += members;
            steps += members * i;
            squares += members * i * i;
        }

        return new BucketSums(count, steps, squares);
    }

    /// <summary>
    /// Takes and registers the blocks of the next <paramref name="steps"/> steps, touching only the members that fill one. The caller has
    /// checked that there are enough free ones. The steps themselves are the cohort's.
    /// </summary>
    public void Take(long counter, long steps)
    {
        if (!grows)
        {
            return;
        }

        cache.TakeUnnamed(ForSteps(counter, steps));
        if (!cache.PrefixCaching)
        {
            return;
        }

        // A block is registered in the step that computes its last token, one step before the next block is taken, or in that one.
        long registered = registersLate ? steps - 1 : steps;
        for (int i = 0; i < Math.Min(steps, _blockSize); i++)
        {
            RegisterForBucket(Bucket(registersLate ? counter + i : counter + i + 1), counter + registered);
        }
    }

    /// <summary>Registers the blocks of a bucket's members that are full when the counter stands at <paramref name="counter"/>.</summary>
    private void RegisterForBucket(int bucket, long counter)
    {
        for (int slot = _head[bucket]; slot >= 0; slot = sequences[slot].NextInBucket)
        {
            ref Sequence sequence = ref sequences[slot];
            cache.Register(sequence.Table, sequence.Request, (int)(sequence.Computed + counter));
        }
    }

    /// <summary>Tells the table of a former member how many blocks were counted for it, and how many of them are full.</summary>
    public void Settle(in Sequence sequence)
    {
        if (grows)
        {
            int computed = (int)sequence.Computed;
            sequence.Table.Count = cache.BlocksFor(computed);
            cache.Register(sequence.Table, sequence.Request, registersLate ? computed - 1 : computed);
        }
    }

    private int Next(int bucket) => bucket + 1 == _blockSize ? 0 : bucket + 1;

    private (long Rounds, int Left) Rounds(long steps) => _mask >= 0
        ? (steps >> BitOperations.PopCount((uint)_mask), (int)steps & _mask)
        : (steps / _blockSize, (int)(steps % _blockSize));

    private int Bucket(long counter) => _mask >= 0 ? (int)counter & _mask : (int)(counter % _blockSize);

    /// <summary>The bucket of a member is the remainder that the counter has in the steps in which the member needs a block.</summary>
    private int BucketOf(in Sequence sequence) =>
        _mask >= 0 ? (int)-sequence.Computed & _mask : (int)(((-sequence.Computed % _blockSize) + _blockSize) % _blockSize);

    /// <summary>Takes in a member.</summary>
    public void Add(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        int bucket = BucketOf(sequence);
        _count[bucket]++;
        Members++;
        if (!Registers(sequence))
        {
            return;
        }

        int head = _head[bucket];
        sequence.PreviousInBucket = -1;
        sequence.NextInBucket = head;
        if (head >= 0)
        {
            sequences[head].PreviousInBucket = slot;
        }

        _head[bucket] = slot;
    }

    /// <summary>Lets a member go; its computed tokens are still less the step counter.</summary>
    public void Remove(int slot)
    {
        ref Sequence sequence = ref sequences[slot];
        int bucket = BucketOf(sequence);
        _count[bucket]--;
        Members--;
        if (!Registers(sequence))
        {
            return;
        }

        if (sequence.PreviousInBucket >= 0)
        {
            sequences[sequence.PreviousInBucket].NextInBucket = sequence.NextInBucket;
        }
        else
        {
            _head[bucket] = sequence.NextInBucket;
        }

        if (sequence.NextInBucket >= 0)
        {
            sequences[sequence.NextInBucket].PreviousInBucket = sequence.PreviousInBucket;
        }
    }

    /// <summary>Whether what a member writes is entered block by block; else it is enough to count it when the member leaves.</summary>
    private bool Registers(in Sequence sequence) => cache.PrefixCaching && sequence.Table.Shareable == int.MaxValue;

    private static int[] NoMembers(int buckets)
    {
        int[] heads = new int[buckets];
        Array.Fill(heads, -1);
        return heads;
    }

    /// <summary>Sums over blocks taken, each in a step: how many, of the steps, and of their squares.</summary>
    private readonly record struct BucketSums(long Count, long Steps, long Squares)
    {
        public static BucketSums operator +(BucketSums a, BucketSums b) => new(a.Count + b.Count, a.Steps + b.Steps, a.Squares + b.Squares);

        /// <summary>The same where each takes a block again <paramref name="period"/> steps later, <paramref name="times"/> times in all.</summary>
        public BucketSums Repeated(long times, long period)
        {
            long ones = times * (times - 1) / 2;
            long squares = ones * ((2 * times) - 1) / 3;
            return new BucketSums(
                times * Count,
                (times * Steps) + (period * ones * Count),
                (times * Squares) + (2 * period * ones * Steps) + (period * period * squares * Count));
        }
    }
}
