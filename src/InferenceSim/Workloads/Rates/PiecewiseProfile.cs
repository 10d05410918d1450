using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Rates;

/// <summary>Steps and ramps: a factor that is constant or linear between knots, and then repeats or stays. Its integral is inverted in closed form.</summary>
public sealed class PiecewiseProfile : IRateProfile
{
    private readonly RateKnot[] _knots;
    private readonly double[] _integrals; // up to each knot, and to the period's end
    private readonly double[] _slopes; // after each knot
    private readonly double? _period;

    /// <param name="knots">The pieces in order of time, the first at 0.</param>
    /// <param name="periodSeconds">When it begins again, or <c>null</c> to stay at the last knot's <see cref="RateKnot.Factor"/>.</param>
    /// <exception cref="InvalidConfigurationException">Times are not in order, a factor is negative, or all are 0.</exception>
    public PiecewiseProfile(IEnumerable<RateKnot> knots, double? periodSeconds = null)
    {
        _knots = [.. knots];
        _period = periodSeconds;
        Validate();
        _slopes = [.. Enumerable.Range(0, _knots.Length).Select(i => double.IsFinite(End(i)) ? (_knots[i].EndFactor - _knots[i].Factor) / (End(i) - _knots[i].Seconds) : 0)];
        _integrals = new double[_knots.Length + 1];
        for (int i = 0; i < _knots.Length; i++)
        {
            bool endless = i == _knots.Length - 1 && periodSeconds is null;
            _integrals[i + 1] = endless ? double.PositiveInfinity : _integrals[i] + Within(i, End(i) - _knots[i].Seconds);
        }

        if (_integrals[^1] == 0 || (periodSeconds is null && _integrals[^2] == 0 && _knots[^1].Factor == 0))
        {
            throw new InvalidConfigurationException("a rate profile is 0 throughout: some factor must be above 0");
        }
    }

    /// <inheritdoc/>
    public double At(double seconds)
    {
        (_, double within) = Phase(seconds);
        int i = Piece(within);
        return _knots[i].Factor + (Slope(i) * (within - _knots[i].Seconds));
    }

    /// <inheritdoc/>
    public double Integral(double seconds)
    {
        (double cycles, double within) = Phase(seconds);
        int i = Piece(within);
        return (cycles == 0 ? 0 : cycles * _integrals[^1]) + _integrals[i] + Within(i, within - _knots[i].Seconds);
    }

    /// <inheritdoc/>
    public double TimeOf(double integral)
    {
        double cycles = _period is null ? 0 : Math.Floor(integral / _integrals[^1]);
        double rest = integral - (cycles == 0 ? 0 : cycles * _integrals[^1]);

        // The last piece whose integral before it is not above: pieces of rate 0 are jumped over.
        (int i, int above) = (0, _knots.Length);
        while (above - i > 1)
        {
            int middle = (i + above) >> 1;
            (i, above) = _integrals[middle] <= rest ? (middle, above) : (i, middle);
        }

        // rest = f d + g d² / 2 in the form that does not lose digits where g is small.
        double mass = rest - _integrals[i];
        double factor = _knots[i].Factor;
        double root = Math.Sqrt(Math.Max(0, (factor * factor) + (2 * Slope(i) * mass)));
        double length = mass == 0 ? 0 : 2 * mass / (factor + root);
        return (cycles == 0 ? 0 : cycles * _period!.Value) + _knots[i].Seconds + Math.Min(length, End(i) - _knots[i].Seconds);
    }

    private void Validate()
    {
        if (_knots.Length == 0 || _knots[0].Seconds != 0)
        {
            throw new InvalidConfigurationException("a rate profile begins at time 0");
        }

        for (int i = 0; i < _knots.Length; i++)
        {
            if (!(End(i) > _knots[i].Seconds))
            {
                throw new InvalidConfigurationException(FormattableString.Invariant(
                    $"the times of a rate profile must rise: {End(i)} s follows {_knots[i].Seconds} s"));
            }

            if (!(_knots[i].Factor >= 0 && _knots[i].EndFactor >= 0 && double.IsFinite(_knots[i].Factor) && double.IsFinite(_knots[i].EndFactor)))
            {
                throw new InvalidConfigurationException(FormattableString.Invariant(
                    $"the factors of a rate profile must be numbers of at least 0: {_knots[i].Factor} to {_knots[i].EndFactor} at {_knots[i].Seconds} s"));
            }
        }
    }

    private (double Cycles, double Within) Phase(double seconds)
    {
        double cycles = _period is double period ? Math.Floor(seconds / period) : 0;
        return (cycles, cycles == 0 ? seconds : seconds - (cycles * _period!.Value));
    }

    private int Piece(double within)
    {
        (int low, int high) = (0, _knots.Length - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _knots[middle].Seconds <= within ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private double End(int i) => i + 1 < _knots.Length ? _knots[i + 1].Seconds : _period ?? double.PositiveInfinity;

    private double Slope(int i) => _slopes[i];

    private double Within(int i, double length) => (_knots[i].Factor * length) + (Slope(i) * length * length / 2);
}
