namespace InferenceSim.Economics.Finance;

/// <summary>Searches over positive numbers whose size nobody knows: even steps of the logarithm first, then golden sections or halves.</summary>
internal static class LogSearch
{
    private const int Steps = 400;
    private const int Refinements = 100;

    /// <summary>Where a figure is greatest, from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static double Maximum(Func<double, double> figure, double low, double high)
    {
        double step = Math.Log(high / low) / Steps;
        double At(double steps) => low * Math.Exp(step * Math.Clamp(steps, 0, Steps));
        int best = Enumerable.Range(0, Steps + 1).MaxBy(i => figure(At(i)));
        (double from, double to) = (best - 1, best + 1);
        double section = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < Refinements; i++)
        {
            (double left, double right) = (to - (section * (to - from)), from + (section * (to - from)));
            (from, to) = figure(At(left)) < figure(At(right)) ? (left, to) : (from, right);
        }

        // An end of the range is met exactly.
        return new[] { At((from + to) / 2), At(best) }.MaxBy(figure);
    }

    /// <summary>Where a falling figure is zero; an end of the range where it is not in it.</summary>
    public static double Zero(Func<double, double> falling, double low, double high)
    {
        for (int i = 0; i < Refinements; i++)
        {
            double middle = Math.Sqrt(low * high);
            (low, high) = falling(middle) > 0 ? (middle, high) : (low, middle);
        }

        return high;
    }
}
