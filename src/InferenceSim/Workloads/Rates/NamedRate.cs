namespace InferenceSim.Workloads.Rates;

/// <summary>A measured shape of traffic that comes with the library.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Source">Where it was measured.</param>
/// <param name="StepSeconds">How long each factor holds.</param>
/// <param name="Factors">Rates over their mean, to three decimals; they repeat.</param>
public sealed record NamedRate(string Name, string Description, string Source, double StepSeconds, IReadOnlyList<double> Factors)
{
    /// <summary>The period at which it was measured.</summary>
    public double PeriodSeconds => StepSeconds * Factors.Count;

    /// <summary>The profile as measured.</summary>
    internal RateTable Table => new(Profile(null), IsAbsolute: false);

    /// <summary>The profile, its mean exactly 1, repeating every <paramref name="periodSeconds"/> (default: as measured).</summary>
    public IRateProfile Profile(double? periodSeconds)
    {
        double period = periodSeconds ?? PeriodSeconds;
        double mean = Factors.Average();
        return new PiecewiseProfile(Factors.Select((f, i) => new RateKnot(period * i / Factors.Count, f / mean, f / mean)), period);
    }
}
