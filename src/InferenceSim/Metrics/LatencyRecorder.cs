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

    private readonly List<(long Value, long Weight)> _exact = [];
    private LatencyHistogram? _histogram;
    private Int128 _sum;
    private long _max;

    /// <summary>Values counted.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum in picoseconds.</summary>
    public Int128 Sum => _sum;

    /// <summary>Counts a length <paramref name="weight"/> times.</summary>
    public void Add(SimDuration length, long weight = 1) => AddRun(length.Picoseconds, 0, 1, weight);

    /// <summary>Counts first, first + step, ... (<paramref name="terms"/> picosecond values, step not negative), each <paramref name="weight"/> times.</summary>
    internal void AddRun(long first, long step, long terms, long weight)
    {
        if (terms == 0 || weight == 0)
        {
            return;
        }

        Count += terms * weight;
        _sum += (((Int128)first * terms) + ((Int128)step * terms * (terms - 1) / 2)) * weight;
        _max = Math.Max(_max, first + (step * (terms - 1)));
        if (Count > ExactLimit)
        {
            Fold();
            _histogram!.AddRun(first, step, terms, weight);
            return;
        }

        if (step == 0)
        {
            AddExact(first, terms * weight);
            return;
        }

        for (long i = 0; i < terms; i++)
        {
            AddExact(first + (i * step), weight);
        }
    }

    /// <summary>Counts everything that <paramref name="other"/> has counted, as if it had been counted here.</summary>
    public void Add(LatencyRecorder other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Count += other.Count;
        _sum += other._sum;
        _max = Math.Max(_max, other._max);
        if (Count > ExactLimit)
        {
            Fold();
        }

        // The middle of a bucket falls into the same bucket again.
        foreach ((long value, long weight) in other._histogram?.NonEmpty() ?? other._exact)
        {
            if (_histogram is null)
            {
                AddExact(value, weight);
            }
            else
            {
                _histogram.Add(value, weight);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _exact.Clear();
        _histogram = null;
        _sum = 0;
        _max = 0;
        Count = 0;
    }

    /// <summary>The summary in milliseconds.</summary>
    public LatencySummary Summarize()
    {
        if (Count == 0)
        {
            return LatencySummary.Empty;
        }

        (long Value, long Weight)[] sorted = Sorted();
        double mean = (double)_sum / Count / SimDuration.PicosecondsPerMillisecond;
        return new LatencySummary(
            Count, mean, PercentileMs(sorted, 0.50), PercentileMs(sorted, 0.90), PercentileMs(sorted, 0.95), PercentileMs(sorted, 0.99),
            new SimDuration(_max).Milliseconds);
    }

    private void AddExact(long value, long weight)
    {
        if (_exact.Count > 0 && _exact[^1].Value == value)
        {
            _exact[^1] = (value, _exact[^1].Weight + weight);
        }
        else
        {
            _exact.Add((value, weight));
        }
    }

    private void Fold()
    {
        if (_histogram is not null)
        {
            return;
        }

        _histogram = new LatencyHistogram();
        foreach ((long value, long weight) in _exact)
        {
            _histogram.Add(value, weight);
        }

        _exact.Clear();
    }

    private (long Value, long Weight)[] Sorted()
    {
        if (_histogram is not null)
        {
            return [.. _histogram.NonEmpty().Select(b => (Math.Min(b.Value, _max), b.Count))];
        }

        (long Value, long Weight)[] sorted = [.. _exact];
        Array.Sort(sorted, static (a, b) => a.Value.CompareTo(b.Value));
        return sorted;
    }

    /// <summary>Percentile by R7: linear between the two order statistics around rank (n - 1) p.</summary>
    private double PercentileMs((long Value, long Weight)[] sorted, double p)
    {
        double rank = (Count - 1) * p;
        long below = (long)Math.Floor(rank);
        double lower = ValueAtRank(sorted, below);
        double upper = ValueAtRank(sorted, Math.Min(below + 1, Count - 1));
        return (lower + ((upper - lower) * (rank - below))) / SimDuration.PicosecondsPerMillisecond;
    }

    private static long ValueAtRank((long Value, long Weight)[] sorted, long rank)
    {
        long seen = 0;
        foreach ((long value, long weight) in sorted)
        {
            seen += weight;
            if (rank < seen)
            {
                return value;
            }
        }

        return sorted[^1].Value;
    }
}
