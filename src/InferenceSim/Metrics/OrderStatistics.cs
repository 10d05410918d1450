using System.Runtime.InteropServices;

namespace InferenceSim.Metrics;

/// <summary>
/// The values at given ranks of a multiset that is told as single values and as <see cref="ValueRun"/>s, exactly and without sorting it:
/// a histogram tells in which bucket each rank lies, and only what those few buckets hold is listed and sorted.
/// </summary>
internal sealed class OrderStatistics
{
    [ThreadStatic]
    private static LatencyHistogram? s_counts; // 115 KB, used again by the next distribution on this thread

    private readonly List<long> _values = [];
    private readonly List<long> _weights = [];

    /// <summary>Writes the values at <paramref name="ranks"/> (from 0, ascending) to <paramref name="values"/>.</summary>
    public static void Find(ReadOnlySpan<long> singles, ReadOnlySpan<ValueRun> runs, ReadOnlySpan<long> ranks, Span<long> values)
    {
        LatencyHistogram counts = s_counts ??= new LatencyHistogram();
        counts.Clear();
        foreach (long value in singles)
        {
            counts.Add(value, 1);
        }

        foreach (ref readonly ValueRun run in runs)
        {
            counts.AddRun(run.First, run.Step, run.Terms, run.Weight);
        }

        // Ranks among all become ranks among what the wanted buckets hold.
        bool[] wanted = new bool[counts.Buckets];
        Span<long> ranksAmongListed = stackalloc long[ranks.Length];
        int next = 0;
        long below = 0, listed = 0;
        for (int bucket = 0; next < ranks.Length; bucket++)
        {
            long inBucket = counts[bucket];
            for (; next < ranks.Length && ranks[next] < below + inBucket; next++)
            {
                wanted[bucket] = true;
                ranksAmongListed[next] = ranks[next] - below + listed;
            }

            below += inBucket;
            listed += wanted[bucket] ? inBucket : 0;
        }

        OrderStatistics statistics = new();
        statistics.List(singles, runs, wanted);
        statistics.Read(ranksAmongListed, values);
    }

    private void List(ReadOnlySpan<long> singles, ReadOnlySpan<ValueRun> runs, ReadOnlySpan<bool> wanted)
    {
        foreach (long value in singles)
        {
            if (wanted[LatencyHistogram.BucketOf(value)])
            {
                _values.Add(value);
                _weights.Add(1);
            }
        }

        foreach (ref readonly ValueRun run in runs)
        {
            long value = run.First;
            for (long terms = run.Terms; terms > 0;)
            {
                int bucket = LatencyHistogram.BucketOf(value);
                long inBucket = run.Step == 0 ? terms : Math.Min(terms, ((LatencyHistogram.UpperBound(bucket) - value) / run.Step) + 1);
                if (wanted[bucket])
                {
                    AddRun(value, run.Step, inBucket, run.Weight);
                }

                value += inBucket * run.Step;
                terms -= inBucket;
            }
        }
    }

    private void AddRun(long first, long step, long terms, long weight)
    {
        if (step == 0)
        {
            (terms, weight) = (1, terms * weight);
        }

        for (long i = 0; i < terms; i++)
        {
            _values.Add(first + (i * step));
            _weights.Add(weight);
        }
    }

    private void Read(ReadOnlySpan<long> ranks, Span<long> values)
    {
        Span<long> sorted = CollectionsMarshal.AsSpan(_values);
        Span<long> weights = CollectionsMarshal.AsSpan(_weights);
        sorted.Sort(weights);
        int at = 0;
        long seen = weights[0];
        for (int i = 0; i < ranks.Length; i++)
        {
            while (seen <= ranks[i])
            {
                seen += weights[++at];
            }

            values[i] = sorted[at];
        }
    }
}
