namespace InferenceSim.Experiments.Capacity;

/// <summary>
/// Finds the highest rate that passes by doubling or halving until a passing and a failing rate are known, and bisecting between them; then
/// tries one step more above. Every rate is tried once.
/// </summary>
/// <param name="passes">Tries a rate.</param>
/// <param name="tolerance">The failing rate is at most this share above the passing one.</param>
internal sealed class RateSearch(Func<double, bool> passes, double tolerance)
{
    private readonly SortedList<double, bool> _tried = [];

    // Rates that a user can type again, and yet fine enough to bisect down to the tolerance.
    private readonly int _digits = (int)Math.Ceiling(-Math.Log10(tolerance)) + 2;

    /// <summary>The highest rate that passes and below which none that was tried fails; <c>null</c> where none passes.</summary>
    public double? Passing => _tried.TakeWhile(t => t.Value).Select(t => (double?)t.Key).LastOrDefault();

    /// <summary>The lowest rate that fails; <c>null</c> where all pass.</summary>
    public double? Failing => _tried.Where(t => !t.Value).Select(t => (double?)t.Key).FirstOrDefault();

    /// <summary>Whether no rate passes above one that fails.</summary>
    public bool Monotone => !_tried.SkipWhile(t => t.Value).Any(t => t.Value);

    /// <summary>Searches.</summary>
    /// <param name="start">The rate to begin with.</param>
    /// <param name="lowest">Where this fails, nothing less is tried.</param>
    /// <param name="highest">Where this passes, nothing more is tried.</param>
    public void Run(double start, double lowest, double highest)
    {
        double rate = Rounded(start);
        double factor = Try(rate) ? 2 : 0.5;
        bool first = _tried[rate];
        while (Try(rate) == first && rate >= lowest && rate <= highest)
        {
            rate = Rounded(rate * factor);
        }

        // A failing rate below a passing one narrows the search to what lies below it: the answer is on the safe side.
        while (Passing is double low && Failing is double high && high > low * (1 + tolerance))
        {
            double middle = Rounded(Math.Sqrt(low * high));
            if (_tried.ContainsKey(middle))
            {
                break;
            }

            Try(middle);
        }

        if (Passing is not null && Failing is double fails)
        {
            Try(Rounded(fails * (1 + tolerance)));
        }
    }

    private bool Try(double rate)
    {
        if (!_tried.TryGetValue(rate, out bool passed))
        {
            _tried.Add(rate, passed = passes(rate));
        }

        return passed;
    }

    private double Rounded(double rate)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) + 1 - _digits);

        // Multiplying by a power of ten below 1 leaves crumbs (0.30000000000000004); dividing by its inverse does not.
        return unit >= 1 ? Math.Round(rate / unit) * unit : Math.Round(rate / unit) / Math.Round(1 / unit);
    }
}
