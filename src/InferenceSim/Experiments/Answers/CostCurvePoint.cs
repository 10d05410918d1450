namespace InferenceSim.Experiments.Answers;

/// <summary>A point of a curve of cost.</summary>
/// <param name="Curve">Which curve: batch, load, utilization, idle, cache-hit, model, gpu.</param>
/// <param name="X">Along, in the unit of the curve; for models their parameters in billions, for accelerators their place in the list.</param>
/// <param name="Unit">That unit.</param>
/// <param name="Label">Name of the point where it has one.</param>
/// <param name="UsdPerMtok">Cost of a million billed tokens, US dollars; <c>null</c> where it could not be run or nobody gave a price.</param>
/// <param name="OutputUsdPerMtok">Cost of a million output tokens.</param>
/// <param name="Run">The run behind it.</param>
public sealed record CostCurvePoint(string Curve, double X, string Unit, string Label, double? UsdPerMtok, double? OutputUsdPerMtok, PointResult Run);
