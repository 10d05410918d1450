using System.Runtime.InteropServices;

namespace InferenceSim.Metrics;

/// <summary>
/// The values at given ranks of a multiset that is told as single values and as <see cref="ValueRun"/>s, exactly and without sorting or even
/// listing it: a histogram tells in which bucket each rank lies, a second one over those few buckets in which of their cells, and only what
/// those cells hold is listed and sorted. Used again by all distributions of a thread.
/// </summary>
internal sealed class OrderStatistics
{
    private const int CellBits = 10;
    private const int MostRanks = 8;

    [ThreadStatic]
    private static OrderStatistics? s_ofThread;

    private readonly LatencyHistogram _buckets = new();
    private readonly int[] _zone; // of each bucket that holds a wanted rank, its number from 1
    private readonly long[] _cells = new long[MostRanks << CellBits];
    private readonly bool[] _wantedCells = new bool[MostRanks << CellBits];
    private readonly List<int> _wantedBuckets = [];
    private readonly List<long> _values = [];
    private readonly List<long> _weights = [];
    private int _first; // the first and last bucket that hold a value
    private int _last = -1;

    private OrderStatistics() => _zone = new int[_buckets.Buckets];

    private enum Pass
    {
        CountCells,
        ListWanted,
    }

    /// <summary>Writes the values at <paramref name="ranks"/> (from 0, ascending, at most eight) to <paramref name="values"/>.</summary>
    public static void Find(ReadOnlySpan<long> singles, ReadOnlySpan<ValueRun> runs, ReadOnlySpan<long> ranks, Span<long> values)
    {
        OrderStatistics statistics = s_ofThread ??= new OrderStatistics();
        statistics.Clear();
        Span<long> among = stackalloc long[ranks.Length];
        ranks.CopyTo(among);
        statistics.CountBuckets(singles, runs);
        statistics.WantBuckets(among);
        statistics.Visit(Pass.CountCells, singles, runs);
        statistics.WantCells(among);
        statistics.Visit(Pass.ListWanted, singles, runs);
        statistics.Read(among, values);
    }

    private void Clear()
    {
        _buckets.Clear(_first, _last);
        foreach (int bucket in _wantedBuckets)
        {
            _zone[bucket] = 0;
        }

        Array.Clear(_cells, 0, _wantedBuckets.Count << CellBits);
        Array.Clear(_wantedCells, 0, _wantedBuckets.Count << CellBits);
        _wantedBuckets.Clear();
        _values.Clear();
        _weights.Clear();
    }

    private void CountBuckets(ReadOnlySpan<long> singles, ReadOnlySpan<ValueRun> runs)
    {
        (long least, long most) = (long.MaxValue, 0);
        foreach (long value in singles)
        {
            _buckets.Add(value, 1);
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        foreach (ref readonly ValueRun run in runs)
        {
            _buckets.AddRun(run.First, run.Step, run.Terms, run.Weight);
            least = Math.Min(least, run.First);
            most = Math.Max(most, run.First + (run.Step * (run.Terms - 1)));
        }

        _first = LatencyHistogram.BucketOf(least);
        _last = LatencyHistogram.BucketOf(most);
    }

    /// <summary>Finds the buckets of the ranks; these become ranks among what the wanted buckets hold.</summary>
    private void WantBuckets(Span<long> ranks)
    {
        int next = 0;
        long below = 0, skipped = 0;
        for (int bucket = _first; next < ranks.Length; bucket++)
        {
            long inBucket = _buckets[bucket];
            bool wanted = ranks[next] < below + inBucket;
            while (next < ranks.Length && ranks[next] < below + inBucket)
            {
                ranks[next++] -= skipped;
            }

            below += inBucket;
            if (wanted)
            {
                _wantedBuckets.Add(bucket);
                _zone[bucket] = _wantedBuckets.Count;
            }
            else
            {
                skipped += inBucket;
            }
        }
    }

    /// <summary>The same for the cells of the wanted buckets.</summary>
    private void WantCells(Span<long> ranks)
    {
        int next = 0;
        long below = 0, skipped = 0;
        for (int cell = 0; next < ranks.Length; cell++)
        {
            long inCell = _cells[cell];
            _wantedCells[cell] = ranks[next] < below + inCell;
            while (next < ranks.Length && ranks[next] < below + inCell)
            {
                ranks[next++] -= skipped;
            }

            below += inCell;
            skipped += _wantedCells[cell] ? 0 : inCell;
        }
    }

    private void Visit(Pass pass, ReadOnlySpan<long> singles, ReadOnlySpan<ValueRun> runs)
    {
        foreach (long value in singles)
        {
            int bucket = LatencyHistogram.BucketOf(value);
            if (_zone[bucket] > 0)
            {
                VisitPiece(pass, bucket, value, 0, 1, 1);
            }
        }

        foreach (ref readonly ValueRun run in runs)
        {
            long value = run.First;
            for (long terms = run.Terms; terms > 0;)
            {
                int bucket = LatencyHistogram.BucketOf(value);
                long inBucket = TermsUpTo(LatencyHistogram.UpperBound(bucket), value, run.Step, terms);
                if (_zone[bucket] > 0)
                {
                    VisitPiece(pass, bucket, value, run.Step, inBucket, run.Weight);
                }

                value += inBucket * run.Step;
                terms -= inBucket;
            }
        }
    }

    /// <summary>Counts, or lists, the part of a run that lies in a wanted bucket, cell by cell.</summary>
    private void VisitPiece(Pass pass, int bucket, long value, long step, long terms, long weight)
    {
        int shift = Math.Max(0, LatencyHistogram.WidthBits(bucket) - CellBits);
        long lowest = LatencyHistogram.UpperBound(bucket) + 1 - (1L << LatencyHistogram.WidthBits(bucket));
        int zone = (_zone[bucket] - 1) << CellBits;
        while (terms > 0)
        {
            long inZone = (value - lowest) >> shift;
            long inCell = TermsUpTo(lowest + ((inZone + 1) << shift) - 1, value, step, terms);
            int cell = zone + (int)inZone;
            if (pass == Pass.CountCells)
            {
                _cells[cell] += inCell * weight;
            }
            else if (_wantedCells[cell])
            {
                List(value, step, inCell, weight);
            }

            value += inCell * step;
            terms -= inCell;
        }
    }

    /// <summary>The terms that are not above <paramref name="last"/>: mostly all, which takes no division.</summary>
    private static long TermsUpTo(long last, long value, long step, long terms) =>
        value + (step * (terms - 1)) <= last ? terms : ((last - value) / step) + 1;

    private void List(long first, long step, long terms, long weight)
    {
        if (step == 0)
        {
            (terms, weight) = (1, terms * weight);
        }

        for (long i = 0; i < terms; i++)
        {
            long value = first + (i * step);
            if (_values.Count > 0 && _values[^1] == value)
            {
                _weights[^1] += weight;
            }
            else
            {
                _values.Add(value);
                _weights.Add(weight);
            }
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
