namespace InferenceSim.Workloads.Rates;

/// <summary>Where a piece of a <see cref="PiecewiseProfile"/> begins, and how it goes on to the next knot.</summary>
/// <param name="Seconds">When it begins.</param>
/// <param name="Factor">The factor there.</param>
/// <param name="EndFactor">The factor that it reaches in a straight line at the next knot; equal to <paramref name="Factor"/> for a step.</param>
public readonly record struct RateKnot(double Seconds, double Factor, double EndFactor);
