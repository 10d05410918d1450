using System.Globalization;

namespace InferenceSim.Plots;

/// <summary>An axis: linear or logarithmic, its limits and its labelled ticks. Plots are drawn in transformed units.</summary>
internal sealed class ChartScale
{
    private const int MostTicks = 10;
    private const double LogFromRatio = 20;

    private ChartScale(bool isLog, double low, double high, IEnumerable<double> ticks, string prefix)
    {
        IsLog = isLog;
        Low = Place(low);
        High = Place(high);
        Ticks = [.. ticks.Where(tick => tick >= low * 0.999999 && tick <= high * 1.000001)];
        Labels = [.. Ticks.Select(tick => tick < 0 ? "-" + prefix + Format(-tick) : prefix + Format(tick))];
    }

    private ChartScale(bool isLog, double low, double high, IReadOnlyList<string> topDown)
    {
        IsLog = isLog;
        Low = low;
        High = high;
        Ticks = [.. Enumerable.Range(0, topDown.Count).Select(i => (double)i)];
        Labels = [.. topDown.Reverse()];
    }

    /// <summary>Whether it is logarithmic.</summary>
    public bool IsLog { get; }

    /// <summary>Lower limit, transformed.</summary>
    public double Low { get; }

    /// <summary>Upper limit, transformed.</summary>
    public double High { get; }

    /// <summary>Values of the ticks, as they are.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Their labels.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The axis that was swept: ticks at the points themselves, doublings equally far apart if the range is wide.</summary>
    public static ChartScale OfSweep(IReadOnlyCollection<double> values)
    {
        double[] distinct = [.. values.Distinct().Order()];
        if (distinct.Length == 0)
        {
            return new ChartScale(false, 0, 1, [], "");
        }

        double low = distinct[0];
        double high = distinct[^1];
        bool isLog = low > 0 && high >= (IsEvenlySpaced(distinct) ? 32 : 8) * low;
        double margin = high > low ? 0.05 : 0.5;
        double span = isLog ? high / low : high > low ? high - low : Math.Max(1, Math.Abs(high));
        double[] ticks = distinct.Length <= MostTicks ? distinct : isLog ? Doublings(low, high) : [.. Steps(low, high)];
        return isLog
            ? new ChartScale(true, low / Math.Pow(span, margin), high * Math.Pow(span, margin), Spread(ticks, isLog), "")
            : new ChartScale(false, low - (margin * span), high + (margin * span), Spread(ticks, isLog), "");
    }

    /// <summary>An axis of results: from 0, or logarithmic if that is allowed and the values differ by more than a factor of 20.</summary>
    public static ChartScale OfResults(IReadOnlyCollection<double> values, bool mayBeLog, string prefix = "")
    {
        double[] positive = [.. values.Where(value => value > 0).Order()];
        if (positive.Length == 0)
        {
            return new ChartScale(false, 0, 1, [], prefix);
        }

        double low = positive[0];
        double high = positive[^1];
        if (mayBeLog && high > LogFromRatio * low)
        {
            return new ChartScale(true, low / 1.4, high * 1.4, LogTicks(low / 1.4, high * 1.4), prefix);
        }

        // A little below 0, so that markers on the axis are whole.
        return new ChartScale(false, high * -0.03, high * 1.1, Steps(0, high * 1.1), prefix);
    }

    /// <summary>An axis of amounts that may be below 0, with room for labels beyond the outermost; <paramref name="origin"/> is on it.</summary>
    public static ChartScale OfAmounts(IReadOnlyCollection<double> values, string prefix = "", double origin = 0)
    {
        double low = Math.Min(origin, values.DefaultIfEmpty(origin).Min());
        double high = Math.Max(origin, values.DefaultIfEmpty(origin).Max());
        double span = high > low ? high - low : 1;
        double from = low < origin ? low - (0.15 * span) : low - (0.01 * span);
        double to = high > origin ? high + (0.15 * span) : high + (0.01 * span);
        return new ChartScale(false, from, to, Steps(from, to), prefix);
    }

    /// <summary>Names one below the other, the first on top.</summary>
    public static ChartScale OfNames(IReadOnlyList<string> names) => new(false, -0.6, names.Count - 0.4, names);

    /// <summary>Cells of equal width, each with its label in the middle.</summary>
    public static ChartScale OfCells(IReadOnlyList<string> labels) => new(false, -0.5, labels.Count - 0.5, [.. labels.Reverse()]);

    /// <summary>Where a value is drawn.</summary>
    public double Place(double value) => IsLog ? Math.Log2(value) : value;

    /// <summary>A number as people write it on an axis.</summary>
    public static string Format(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 100_000 => (value / 1000).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        >= 1000 => value.ToString("#,0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    // Rates of 0.5, 1, 1.5, ... 4.5 read better as they are; batches of 1, 2, 4, ... do not.
    private static bool IsEvenlySpaced(double[] ordered)
    {
        double[] gaps = [.. ordered.Skip(1).Zip(ordered, (next, value) => next - value)];
        return gaps.Length > 1 && gaps.Max() < 1.1 * gaps.Min();
    }

    private static double[] Doublings(double low, double high)
    {
        int first = (int)Math.Ceiling(Math.Log2(low));
        int last = (int)Math.Floor(Math.Log2(high));
        int step = ((last - first) / MostTicks) + 1;
        return [.. Enumerable.Range(0, ((last - first) / step) + 1).Select(i => Math.Pow(2, first + (i * step)))];
    }

    /// <summary>About five round steps: 1, 2, 2.5 or 5 times a power of ten.</summary>
    private static IEnumerable<double> Steps(double low, double high)
    {
        double rough = (high - low) / 6;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (new[] { 1, 2, 2.5, 5, 10 }.First(factor => factor * power >= rough * 0.999));
        for (double index = Math.Ceiling(low / step); index * step <= high; index++)
        {
            yield return Math.Round(index * step, 10) + 0.0; // no -0
        }
    }

    private static IEnumerable<double> LogTicks(double low, double high)
    {
        double decades = Math.Log10(high / low);
        double[] factors = decades <= 2 ? [1, 2, 5] : decades <= 3.5 ? [1, 3] : [1];
        int each = Math.Max(1, (int)Math.Ceiling(decades / 7));
        for (int exponent = (int)Math.Floor(Math.Log10(low)); exponent <= Math.Log10(high); exponent += each)
        {
            foreach (double factor in factors)
            {
                yield return factor * Math.Pow(10, exponent);
            }
        }
    }

    /// <summary>Drops ticks whose labels would touch.</summary>
    private static IEnumerable<double> Spread(double[] ticks, bool isLog)
    {
        double Along(double tick) => isLog ? Math.Log2(tick) : tick;
        double apart = ticks.Length < 2 ? 0 : (Along(ticks[^1]) - Along(ticks[0])) / 13;
        double last = double.NegativeInfinity;
        foreach (double tick in ticks)
        {
            if (Along(tick) - last >= apart)
            {
                last = Along(tick);
                yield return tick;
            }
        }
    }
}
