using MathNet.Numerics.Distributions;

namespace InferenceSim.Economics.Revenues;

/// <summary>
/// How many tokens users of a subscription want in a month: lognormal, as few use much and many little. Closed forms; the mean of what a cap
/// lets through is <c>m Phi((ln c - mu - s^2) / s) + c (1 - Phi((ln c - mu) / s))</c>.
/// </summary>
public sealed record UsageDistribution
{
    /// <summary>Mean tokens of a user and month, input and output together, above 0.</summary>
    public required double MeanTokensPerMonth { get; init; }

    /// <summary>Standard deviation over mean, at least 0; 0: all users want the same.</summary>
    public required double CoefficientOfVariation { get; init; }

    private double Sigma => Math.Sqrt(Math.Log(1 + (CoefficientOfVariation * CoefficientOfVariation)));

    private double Mu => Math.Log(MeanTokensPerMonth) - (Sigma * Sigma / 2);

    /// <summary>Tokens that a share of the users (above 0, below 1) does not exceed.</summary>
    public double TokensPerMonthAt(double share) =>
        CoefficientOfVariation == 0 ? MeanTokensPerMonth : LogNormal.InvCDF(Mu, Sigma, share);

    /// <summary>Mean tokens where nobody gets more than <paramref name="cap"/>; without a cap the mean itself.</summary>
    public double MeanTokensPerMonthUpTo(double? cap)
    {
        if (cap is not double most)
        {
            return MeanTokensPerMonth;
        }

        if (CoefficientOfVariation == 0)
        {
            return Math.Min(most, MeanTokensPerMonth);
        }

        double z = (Math.Log(most) - Mu) / Sigma;
        return (MeanTokensPerMonth * Normal.CDF(0, 1, z - Sigma)) + (most * (1 - Normal.CDF(0, 1, z)));
    }
}
