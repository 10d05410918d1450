namespace InferenceSim.Experiments.Answers;

/// <summary>Finds where something that is simulated changes its sign: scan, bracket, refine. A figure of <c>null</c> could not be had.</summary>
internal static class RootSearch
{
    private const int MostSteps = 30;

    /// <summary>The neighbours between which the sign changes; gaps are passed over.</summary>
    public static IReadOnlyList<((double X, double Y) Low, (double X, double Y) High)> Brackets(IEnumerable<(double X, double? Y)> scan)
    {
        (double X, double Y)[] known = [.. scan.Where(p => p.Y is not null).Select(p => (p.X, p.Y!.Value))];
        return [.. known.Zip(known.Skip(1)).Where(p => Math.Sign(p.First.Y) * Math.Sign(p.Second.Y) <= 0 && p.First.Y != 0)];
    }

    /// <summary>
    /// Refines a bracket of positive numbers until the figure is within <paramref name="tolerance"/> of 0: false position over the logarithm,
    /// halving the weight of an end that stays (Illinois), so that a curved or noisy figure converges too.
    /// </summary>
    /// <returns>The point nearest to 0 that was met.</returns>
    public static double Refine(Func<double, double?> figure, (double X, double Y) low, (double X, double Y) high, double tolerance)
    {
        (double a, double fa, double b, double fb) = (Math.Log(low.X), low.Y, Math.Log(high.X), high.Y);
        (double best, double nearest) = Math.Abs(fa) < Math.Abs(fb) ? (low.X, Math.Abs(fa)) : (high.X, Math.Abs(fb));
        int side = 0;
        for (int i = 0; i < MostSteps && nearest > tolerance && Math.Abs(b - a) > 1e-9; i++)
        {
            // Now and then the middle: a jump keeps false position at one end.
            double x = i % 5 == 4 || fa == fb ? (a + b) / 2 : ((a * fb) - (b * fa)) / (fb - fa);
            if (figure(Math.Exp(x)) is not double y)
            {
                break;
            }

            if (Math.Abs(y) < nearest)
            {
                (best, nearest) = (Math.Exp(x), Math.Abs(y));
            }

            if (Math.Sign(y) == Math.Sign(fb))
            {
                (b, fb, fa) = (x, y, side == -1 ? fa / 2 : fa);
                side = -1;
            }
            else
            {
                (a, fa, fb) = (x, y, side == 1 ? fb / 2 : fb);
                side = 1;
            }
        }

        return best;
    }

    /// <summary>The neighbouring whole numbers between which the sign changes, from a wider bracket of them.</summary>
    public static (int Below, int Above) Refine(Func<int, double?> figure, (int X, double Y) low, (int X, double Y) high)
    {
        (int below, int above) = (low.X, high.X);
        while (above - below > 1)
        {
            int middle = below + ((above - below) / 2);
            if (figure(middle) is not double y)
            {
                break;
            }

            (below, above) = Math.Sign(y) == Math.Sign(low.Y) ? (middle, above) : (below, middle);
        }

        return (below, above);
    }
}
