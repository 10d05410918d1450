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

    /// <summary>Counts <paramref name="value"/> <paramref name="weight"/> times.</summary>
    public void Add(long value, long weight) => _counts[Index(value)] += weight;

    /// <summary>Counts the values first, first + step, ... (<paramref name="terms"/> of them), each <paramref name="weight"/> times, in O(buckets touched).</summary>
    public void AddRun(long first, long step, long terms, long weight)
    {
        while (terms > 0)
        {
            int index = Index(first);
            long inBucket = step == 0 ? terms : Math.Min(terms, ((UpperBound(index) - first) / step) + 1);
            _counts[index] += inBucket * weight;
            first += inBucket * step;
            terms -= inBucket;
        }
    }

    /// <summary>The buckets that are not empty, in order: their middle and their count.</summary>
    public IEnumerable<(long Value, long Count)> NonEmpty()
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                long upper = UpperBound(i);
                yield return (upper - (Width(i) / 2), _counts[i]);
            }
        }
    }

    private static int Index(long value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2((ulong)value) - SubBucketBits;
        return ((shift + 1) * SubBuckets) + (int)(value >> shift) - SubBuckets;
    }

    private static long Width(int index) => index < SubBuckets ? 1 : 1L << ((index / SubBuckets) - 1);

    private static long UpperBound(int index)
    {
        if (index < SubBuckets)
        {
            return index;
        }

        long mantissa = SubBuckets + (index % SubBuckets);
        return ((mantissa + 1) * Width(index)) - 1;
    }
}
