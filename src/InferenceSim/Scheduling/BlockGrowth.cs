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

    // The next block of each member, by the steps until it takes it.
    private BlockSums _next;
    private int _listed; // members in the buckets' lists

    private long Members => _next.Count;

    /// <summary>Everybody leaves.</summary>
    public void Clear()
    {
        Array.Fill(_head, -1);
        Array.Clear(_count);
        _next = default;
        _listed = 0;
    }

    /// <summary>The most steps, at most <paramref name="limit"/>, whose blocks are found among <paramref name="free"/> free ones.</summary>
    public long StepsWithin(long counter, long free, long limit)
    {
        // Nobody takes more than a block in every blockSize steps.
        if (!grows || (Rounds(limit).Rounds + 1) * Members <= free)
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

    /// <summary>The blocks that the members take in the next <paramref name="steps"/> steps.</summary>
    public BlocksOfSteps Of(long counter, long steps)
    {
        if (!grows)
        {
            return new BlocksOfSteps(steps, default, default);
        }

        // The members of the bucket of step i take one in steps i, i + blockSize, ...: once more often where i is below the remainder.
        (long rounds, int rest) = Rounds(steps);
        BlockSums odd = First(counter, rest);
        BlockSums taken = rounds == 0 ? odd : _next.Repeated(rounds, _blockSize) + odd.Later(rounds * _blockSize);
        return new BlocksOfSteps(steps, taken, odd);
    }

    /// <summary>The steps have been made.</summary>
    public void Advance(in BlocksOfSteps blocks)
    {
        if (grows)
        {
            // Everybody's next block is nearer by the steps of the round begun; for those who took one in it, it is that of the next round.
            (_, int rest) = Rounds(blocks.Steps);
            BlockSums odd = blocks.Odd.Later(-rest), again = odd.Later(_blockSize), next = _next.Later(-rest);
            _next = new BlockSums(next.Count, next.Steps - odd.Steps + again.Steps, next.Squares - odd.Squares + again.Squares);
        }
    }

    /// <summary>The blocks taken in the next few steps, fewer than a block has tokens.</summary>
    private BlockSums First(long counter, int steps)
    {
        (long count, long stepSum, long squares) = (0, 0, 0);
        int bucket = Bucket(counter);
        for (int i = 0; i < steps; i++, bucket = Next(bucket))
        {
            long members = _count[bucket];
            count += members;
            stepSum += members * i;
            squares += members * i * i;
        }

        return new BlockSums(count, stepSum, squares);
    }

    /// <summary>
    /// Takes and registers the blocks of steps to come, touching only the members that fill one. The caller has checked that there are enough
    /// free ones.
    /// </summary>
    public void Take(long counter, in BlocksOfSteps blocks)
    {
        if (!grows)
        {
            return;
        }

        long steps = blocks.Steps;
        cache.TakeUnnamed(blocks.Taken.Count);
        if (_listed == 0)
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

    /// <summary>Steps from the one that the counter stands at to the next one of a bucket.</summary>
    private int Until(int bucket, long counter)
    {
        int steps = bucket - Bucket(counter);
        return steps < 0 ? steps + _blockSize : steps;
    }

    /// <summary>Takes in a member; its computed tokens are less the step counter already.</summary>
    public void Add(int slot, long counter)
    {
        ref Sequence sequence = ref sequences[slot];
        int bucket = BucketOf(sequence);
        _count[bucket]++;
        _next = _next.With(1, Until(bucket, counter));
        if (!Registers(sequence))
        {
            return;
        }

        _listed++;
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
    public void Remove(int slot, long counter)
    {
        ref Sequence sequence = ref sequences[slot];
        int bucket = BucketOf(sequence);
        _count[bucket]--;
        _next = _next.With(-1, Until(bucket, counter));
        if (!Registers(sequence))
        {
            return;
        }

        _listed--;
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
}
