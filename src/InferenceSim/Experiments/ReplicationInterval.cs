using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Experiments;

/// <summary>
/// The mean of independent replications and how far it may be off: the half width of the two-sided 95% confidence interval with Student's
/// t for n - 1 degrees of freedom (Law, "Simulation Modeling and Analysis", section 9.4.1).
/// </summary>
/// <param name="Mean">The mean; <c>null</c> where no replication has the figure.</param>
/// <param name="HalfWidth95">Half the width of the interval; <c>null</c> where fewer than two replications have the figure.</param>
public readonly record struct ReplicationInterval(double? Mean, double? HalfWidth95)
{
    private const double UpperQuantile = 0.975;

    /// <summary>The interval of a figure, of which some replications may have none.</summary>
    public static ReplicationInterval Of(IEnumerable<double?> figures)
    {
        double[] values = [.. figures.OfType<double>()];
        return values.Length switch
        {
            0 => default,
            1 => new(values[0], null),
            int n => new(values.Mean(), StudentT.InvCDF(0, 1, n - 1, UpperQuantile) * values.StandardDeviation() / Math.Sqrt(n)),
        };
    }
}
