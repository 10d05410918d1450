namespace InferenceSim.Experiments.Answers;

/// <summary>Finds the points at which profit is zero along something that is turned, from a scan of it.</summary>
internal sealed class BreakEvenSolver
{
    /// <summary>A margin this near to zero is zero: a twentieth of a point.</summary>
    private const double Tolerance = 0.0005;

    /// <summary>Runs at a place along what is turned, with a seed.</summary>
    public required Func<double, int, PointResult> At { get; init; }

    /// <summary>The value that a place and its run have in the unit of the answer, at an end of the error band.</summary>
    public required Func<double, PointResult, BandEnd, double> Value { get; init; }

    /// <summary>The most that a value can be.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The points where the sign of the margin changes.</summary>
    /// <param name="scan">Places that were tried, rising, with their runs.</param>
    /// <param name="seed">The scenario's seed.</param>
    public IReadOnlyList<BreakEvenRoot> Roots(IReadOnlyList<(double X, PointResult Run)> scan, int seed)
    {
        BreakEvenRoot[] predicted = [.. Brackets(scan, BandEnd.Predicted).Select(b => Root(b.Low, b.High, seed))];
        return WithBand(predicted, Ends(scan, BandEnd.Fast, seed), Ends(scan, BandEnd.Slow, seed), scan.Select(s => s.Run));
    }

    /// <summary>
    /// Points with those at the ends of the band beside them. They belong together where there are as many; otherwise it is only known whether the
    /// slow end has any.
    /// </summary>
    public static IReadOnlyList<BreakEvenRoot> WithBand(BreakEvenRoot[] predicted, IEnumerable<double> fast, IEnumerable<double> slow, IEnumerable<PointResult> runs)
    {
        (double[] quick, double[] late) = ([.. fast], [.. slow]);
        if (runs.Any(r => r is { Ran: true, Error: null }))
        {
            return predicted;
        }

        bool together = quick.Length == predicted.Length && late.Length == predicted.Length;
        return [.. predicted.Select((root, i) => root with
        {
            Band = together ? new BreakEvenRange(Math.Min(quick[i], late[i]), Math.Max(quick[i], late[i])) : null,
            IsLostInBand = late.Length == 0,
        })];
    }

    private static IReadOnlyList<((double X, double Y) Low, (double X, double Y) High)> Brackets(IReadOnlyList<(double X, PointResult Run)> scan, BandEnd end) =>
        RootSearch.Brackets(scan.Select(s => (s.X, end.Margin(s.Run))));

    private double[] Ends(IReadOnlyList<(double X, PointResult Run)> scan, BandEnd end, int seed) => [.. Brackets(scan, end).Select(b =>
    {
        double x = Solve(end, seed, b.Low, b.High);
        return Value(x, At(x, seed), end);
    })];

    private double Solve(BandEnd end, int seed, (double X, double Y) low, (double X, double Y) high) =>
        RootSearch.Refine(x => end.Margin(At(x, seed)), low, high, Tolerance);

    private BreakEvenRoot Root((double X, double Y) low, (double X, double Y) high, int seed)
    {
        double x = Solve(BandEnd.Predicted, seed, low, high);
        PointResult at = At(x, seed);
        double value = Value(x, at, BandEnd.Predicted);
        return new BreakEvenRoot(value, BreakEvenSeeds.Interval([value, .. Others(seed, low.X, high.X)], Most), at);
    }

    /// <summary>The same point with other seeds; one whose bracket does not hold there says nothing.</summary>
    private IEnumerable<double> Others(int seed, double low, double high)
    {
        double?[] found = [.. BreakEvenSeeds.Others(seed).AsParallel().AsOrdered().Select(other =>
        {
            (double from, double to) = (low / 1.25, high * 1.25);
            if (BandEnd.Predicted.Margin(At(from, other)) is not double a || BandEnd.Predicted.Margin(At(to, other)) is not double b || a * b >= 0)
            {
                return (double?)null;
            }

            double x = Solve(BandEnd.Predicted, other, (from, a), (to, b));
            return Value(x, At(x, other), BandEnd.Predicted);
        })];
        return found.OfType<double>();
    }
}
