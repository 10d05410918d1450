namespace InferenceSim.Plots;

/// <summary>A point of a measured curve and where it was predicted.</summary>
/// <param name="Label">The load, as a label.</param>
/// <param name="Measured">Where it was measured.</param>
/// <param name="Predicted">Where it was predicted.</param>
public sealed record CurvePoint(string Label, (double X, double Y) Measured, (double X, double Y) Predicted);
