namespace InferenceSim.Economics.Finance;

/// <summary>Searches over positive numbers whose size nobody knows: even steps of the logarithm first, then golden sections.</summary>
internal static class LogSearch
{
    private const int Steps = 400;
    private const int Refinements = 100;

    /// <summary>Where a figure is greatest, from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static double Maximum(Func<double, double> figure, double low, double high) => Peaks(figure, low, high).MaxBy(figure);

    /// <summary>Where a figure is greater than on both sides, or at an end of the range than beside it.</summary>
    public static IEnumerable<double> Peaks(Func<double, double> figure, double low, double high)
    {
        double step = Math.Log(high / low) / Steps;
        double At(double steps) => low * Math.Exp(step * Math.Clamp(steps, 0, Steps));
        double[] scan = [.. Enumerable.Range(0, Steps + 1).Select(i => figure(At(i)))];
        bool IsPeak(int i) => (i == 0 || scan[i] >= scan[i - 1]) && (i == Steps || scan[i] >= scan[i + 1]);
        return [.. Enumerable.Range(0, Steps + 1).Where(IsPeak).Select(i => Refined(figure, At, i))];
    }

    private static double Refined(Func<double, double> figure, Func<double, double> at, int best)
    {
        (double from, double to) = (best - 1, best + 1);
        double section = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < Refinements; i++)
        {
            (double left, double right) = (to - (section * (to - from)), from + (section * (to - from)));
            (from, to) = figure(at(left)) < figure(at(right)) ? (left, to) : (from, right);
        }

        // An end of the range is met exactly.
        return new[] { at((from + to) / 2), at(best) }.MaxBy(figure);
    }
}
