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

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>Counts the values first, first + step, ... (<paramref name="terms"/> of them), each <paramref name="weight"/> times, in O(buckets touched).</summary>
    public void AddRun(long first, long step, long terms, long weight)
    {
        int lowest = BucketOf(first);
        if (first + (step * (terms - 1)) <= UpperBound(lowest))
        {
            _counts[lowest] += terms * weight; // nearly always, and without a division
            return;
        }

        while (terms > 0)
        {
            int bucket = BucketOf(first);
            long inBucket = step == 0 ? terms : Math.Min(terms, ((UpperBound(bucket) - first) / step) + 1);
            _counts[bucket] += inBucket * weight;
            first += inBucket * step;
            terms -= inBucket;
        }
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

    private static long Width(int index) => 1L << WidthBits(index);
}
