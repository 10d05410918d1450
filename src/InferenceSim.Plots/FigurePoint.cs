namespace InferenceSim.Plots;

/// <summary>A point of a curve.</summary>
/// <param name="X">Along.</param>
/// <param name="Y">Up.</param>
/// <param name="Label">What is written beside it where there is room; empty for nothing.</param>
/// <param name="IsHollow">Whether its marker is hollow: a point that does not hold up, e.g. saturated.</param>
public readonly record struct FigurePoint(double X, double Y, string Label = "", bool IsHollow = false);
