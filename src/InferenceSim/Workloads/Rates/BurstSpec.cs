using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Rates;

/// <summary>
/// Bursts over a profile: a Markov-modulated rate of two states with exponential stays. Outside bursts the rate is lowered so that the
/// long-run mean stays what it was; where bursts hold all of it, nothing arrives between them (on/off).
/// </summary>
/// <param name="Factor">Factor on the rate during a burst.</param>
/// <param name="OnSeconds">Mean length of a burst.</param>
/// <param name="OffSeconds">Mean time between bursts.</param>
public sealed record BurstSpec(double Factor, double OnSeconds, double OffSeconds)
{
    /// <summary>Share of the time that lies in bursts.</summary>
    public double OnShare => OnSeconds / (OnSeconds + OffSeconds);

    /// <summary>Factor on the rate between bursts.</summary>
    public double OffFactor => Math.Max(0, (1 - (OnShare * Factor)) / (1 - OnShare));

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InvalidConfigurationException">A length is not above 0, or bursts alone would exceed the mean rate.</exception>
    internal void Validate()
    {
        if (!(Factor > 1 && OnSeconds > 0 && OffSeconds > 0))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"bursts need a factor above 1 and lengths above 0 s, not {Factor}, {OnSeconds} s and {OffSeconds} s"));
        }

        if (OnShare * Factor > 1 + 1e-9)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"bursts of factor {Factor} for {OnShare:0.####} of the time bring more than the mean rate: the factor can be at most {1 / OnShare:0.####}"));
        }
    }
}
