using System.Numerics;

namespace InferenceSim.Metrics;

/// <summary>
/// Counts of non-negative integers in buckets whose width grows with the value: 256 buckets an octave, so a value read back as its
/// bucket's middle is off by at most 1/512 (0.2%). The layout is that of HdrHistogram.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 8;
    private const int SubBuckets = 1 << SubBucketBits;
    private readonly long[] _counts = new long[(64 - SubBucketBits) * SubBuckets];

    /// <summary>The largest relative error of a value read back.</summary>
    public const double RelativeError = 1.0 / (2 * SubBuckets);

    /// <summary>How many buckets there are.</summary>
    public int Buckets => _counts.Length;

    /// <summary>Values in bucket <paramref name="bucket"/>.</summary>
    public long this[int bucket] => _counts[bucket];

    /// <summary>Counts <paramref name="value"/> <paramref name="weight"/> times.</summary>
    public void Add(long value, long weight) => _counts[BucketOf(value)] += weight;

    /// <summary>Counts everything that <paramref name="other"/> has counted: two histograms merge without loss.</summary>
    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }

    /// <summary>Forgets what buckets <paramref name="first"/> to <paramref name="last"/> count.</summary>
    public void Clear(int first, int last) => Array.Clear(_counts, first, last - first + 1);

    /// <summary>Counts the values first, first + step, ... (<paramref name="terms"/> of them), each <paramref name="weight"/> times, in O(buckets touched).</summary>
    public void AddRun(long first, long step, long terms, long weight)
    {
        long room = RoomInBucket(first);
        if (step * (terms - 1) <= room)
        {
            _counts[BucketOf(first)] += terms * weight;
            return;
        }

        double perStep = 1.0 / step;
        while (true)
        {
            // The last value of the bucket: a quotient of two integers, near enough by a product to be put right by one.
            double nearly = room * perStep;
            if (nearly >= terms)
            {
                break;
            }

            long more = (long)nearly;
            long over = room - (more * step);
            more += over < 0 ? -1 : over >= step ? 1 : 0;
            if (more >= terms - 1)
            {
                break;
            }

            _counts[BucketOf(first)] += (more + 1) * weight;
            first += (more + 1) * step;
            terms -= more + 1;
            room = RoomInBucket(first);
        }

        _counts[BucketOf(first)] += terms * weight;
    }

    /// <summary>Writes the values at <paramref name="ranks"/> (from 0, ascending) to <paramref name="values"/>, each the middle of its bucket.</summary>
    public void ValuesAt(ReadOnlySpan<long> ranks, Span<long> values)
    {
        int bucket = 0;
        long seen = _counts[0];
        for (int i = 0; i < ranks.Length; i++)
        {
            while (seen <= ranks[i])
            {
                seen += _counts[++bucket];
            }

            values[i] = UpperBound(bucket) - (Width(bucket) / 2);
        }
    }

    /// <summary>The bucket that counts <paramref name="value"/>; larger values never have a lower one.</summary>
    public static int BucketOf(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return ((shift + 1) * SubBuckets) + (int)(value >> shift) - SubBuckets;
    }

    /// <summary>The largest value that bucket <paramref name="index"/> counts.</summary>
    public static long UpperBound(int index)
    {
        if (index < SubBuckets)
        {
            return index;
        }

        long mantissa = SubBuckets + (index % SubBuckets);
        return ((mantissa + 1) * Width(index)) - 1;
    }

    /// <summary>The binary logarithm of how many values bucket <paramref name="index"/> counts.</summary>
    public static int WidthBits(int index) => index < SubBuckets ? 0 : (index / SubBuckets) - 1;

    /// <summary>By how much the largest value of its bucket is larger than <paramref name="value"/>.</summary>
    private static long RoomInBucket(long value)
    {
        long widthLessOne = (1L << Math.Max(0, BitOperations.Log2((ulong)value | 1) - SubBucketBits)) - 1;
        return ~value & widthLessOne;
    }

    private static long Width(int index) => 1L << WidthBits(index);
}
