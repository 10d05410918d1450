using InferenceSim.Simulation;

namespace InferenceSim.Metrics;

/// <summary>
/// A distribution of lengths of time in picoseconds. Exact up to <see cref="ExactLimit"/> values; beyond that percentiles come from a
/// histogram with a relative error of at most <see cref="LatencyHistogram.RelativeError"/>, while mean and maximum stay exact.
/// The order in which values come never matters.
/// </summary>
public sealed class LatencyRecorder
{
    /// <summary>Values up to which percentiles are exact.</summary>
    public const long ExactLimit = 1_000_000;

    private static readonly double[] s_percentiles = [0.50, 0.90, 0.95, 0.99];

    private ReusedList<long> _singles = new();
    private ReusedList<ValueRun> _runs = new();
    private LatencyHistogram? _histogram;
    private Int128 _sum;
    private long _max;

    /// <summary>Values counted.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum in picoseconds.</summary>
    public Int128 Sum => _sum;

    /// <summary>Counts a length <paramref name="weight"/> times.</summary>
    public void Add(SimDuration length, long weight = 1)
    {
        long value = length.Picoseconds;
        if (weight != 1 || Count >= ExactLimit)
        {
            AddRun(value, 0, 1, weight);
            return;
        }

        Count++;
        _sum += value;
        _max = Math.Max(_max, value);
        _singles.Add(value);
    }

    /// <summary>Counts first, first + step, ... (<paramref name="terms"/> picosecond values, step not negative), each <paramref name="weight"/> times.</summary>
    internal void AddRun(long first, long step, long terms, long weight)
    {
        if (terms == 0 || weight == 0)
        {
            return;
        }

        Count += terms * weight;
        _sum += WideProduct.Of(checked((first * terms) + (step * (terms * (terms - 1) / 2))), weight);
        _max = Math.Max(_max, first + (step * (terms - 1)));
        if (Count > ExactLimit)
        {
            Fold();
            _histogram!.AddRun(first, step, terms, weight);
            return;
        }

        _runs.Add(new ValueRun(first, step, (int)terms, (int)weight));
    }

    /// <summary>Counts everything that <paramref name="other"/> has counted.</summary>
    internal void Add(LatencyRecorder other)
    {
        Count += other.Count;
        _sum += other._sum;
        _max = Math.Max(_max, other._max);
        if (Count <= ExactLimit)
        {
            _singles.Add(other._singles.Items);
            _runs.Add(other._runs.Items);
            return;
        }

        Fold();
        if (other._histogram is not null)
        {
            _histogram!.Add(other._histogram);
        }
        else
        {
            other.CountInto(_histogram!);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _singles.Clear();
        _runs.Clear();
        _histogram = null;
        _sum = 0;
        _max = 0;
        Count = 0;
    }

    /// <summary>Gives its memory back; it holds no more than counts, sum and maximum then.</summary>
    internal void GiveBack()
    {
        _singles.GiveBack();
        _runs.GiveBack();
    }

    /// <summary>The summary in milliseconds.</summary>
    public LatencySummary Summarize()
    {
        if (Count == 0)
        {
            return LatencySummary.Empty;
        }

        // The two ranks around each percentile.
        Span<long> ranks = stackalloc long[2 * s_percentiles.Length];
        Span<int> place = stackalloc int[ranks.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            ranks[i] = Math.Min((long)Math.Floor((Count - 1) * s_percentiles[i / 2]) + (i % 2), Count - 1);
            place[i] = i;
        }

        ranks.Sort(place);
        Span<long> ascending = stackalloc long[ranks.Length];
        ValuesAt(ranks, ascending);
        Span<long> values = stackalloc long[ranks.Length];
        for (int i = 0; i < place.Length; i++)
        {
            values[place[i]] = ascending[i];
        }

        double mean = (double)_sum / Count / SimDuration.PicosecondsPerMillisecond;
        return new LatencySummary(
            Count, mean, PercentileMs(0, values), PercentileMs(1, values), PercentileMs(2, values), PercentileMs(3, values), new SimDuration(_max).Milliseconds);
    }

    private void ValuesAt(ReadOnlySpan<long> ranks, Span<long> values)
    {
        if (_histogram is null)
        {
            OrderStatistics.Find(_singles.Items, _runs.Items, ranks, values);
        }
        else
        {
            _histogram.ValuesAt(ranks, values);
        }
    }

    private void Fold()
    {
        if (_histogram is null)
        {
            _histogram = new LatencyHistogram();
            CountInto(_histogram);
            GiveBack();
        }
    }

    private void CountInto(LatencyHistogram histogram)
    {
        foreach (long value in _singles.Items)
        {
            histogram.Add(value, 1);
        }

        foreach (ref readonly ValueRun run in _runs.Items)
        {
            histogram.AddRun(run.First, run.Step, run.Terms, run.Weight);
        }
    }

    /// <summary>Percentile by R7: linear between the two order statistics around rank (n - 1) p.</summary>
    private double PercentileMs(int percentile, ReadOnlySpan<long> values)
    {
        double rank = (Count - 1) * s_percentiles[percentile];
        double lower = Math.Min(values[2 * percentile], _max);
        double upper = Math.Min(values[(2 * percentile) + 1], _max);
        return (lower + ((upper - lower) * (rank - Math.Floor(rank)))) / SimDuration.PicosecondsPerMillisecond;
    }
}
