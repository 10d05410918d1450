using MathNet.Numerics.Statistics;

namespace InferenceSim.Workloads.Analysis;

/// <summary>Mean and percentiles (linear between ranks, R7) of token counts.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Max">The longest.</param>
public sealed record LengthSummary(double Mean, double P50, double P90, double P99, double Max)
{
    /// <summary>Summarizes values; the array is sorted in place.</summary>
    internal static LengthSummary Of(double[] values)
    {
        Array.Sort(values);
        return new LengthSummary(values.Average(), At(values, 0.5), At(values, 0.9), At(values, 0.99), values[^1]);
    }

    private static double At(double[] sorted, double share) => SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
}
