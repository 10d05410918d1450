using InferenceSim.Simulation;
using MathNet.Numerics.RootFinding;

namespace InferenceSim.Workloads.Rates;

/// <summary>A factor of 1 + a sin(2π t / T): the plainest day, beginning at its mean and rising.</summary>
public sealed class SinusoidProfile : IRateProfile
{
    private readonly double _amplitude;
    private readonly double _period;
    private readonly double _omega;

    /// <param name="amplitude">How far the factor swings around 1, above 0 and at most 1.</param>
    /// <param name="periodSeconds">Length of a swing.</param>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    public SinusoidProfile(double amplitude, double periodSeconds)
    {
        if (!(amplitude > 0 && amplitude <= 1) || !(periodSeconds > 0))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"a sinusoid swings by more than 0 and at most 1 around 1, not {amplitude}, in a period above 0 s, not {periodSeconds}"));
        }

        _amplitude = amplitude;
        _period = periodSeconds;
        _omega = 2 * Math.PI / periodSeconds;
    }

    /// <inheritdoc/>
    public double At(double seconds) => 1 + (_amplitude * Math.Sin(_omega * seconds));

    /// <inheritdoc/>
    public double Integral(double seconds) => seconds + (_amplitude / _omega * (1 - Math.Cos(_omega * seconds)));

    /// <inheritdoc/>
    public double TimeOf(double integral)
    {
        // Whole periods have the integral of their length, so the search stays within one.
        double start = Math.Floor(integral / _period) * _period;
        double rest = integral - start;
        return rest == 0
            ? start
            : start + RobustNewtonRaphson.FindRoot(t => Integral(t) - rest, At, 0, _period, accuracy: 1e-13 * _period, maxIterations: 200);
    }
}
