namespace InferenceSim.Workloads;

/// <summary>Published figures of a length distribution, in tokens, to hold a fit against.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
public sealed record LengthFigures(double Mean, double P50, double P90, double P99);
