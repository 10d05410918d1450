namespace InferenceSim.Experiments.Validation;

/// <summary>One measured figure and what the simulator predicts for it.</summary>
/// <param name="Row">The row it is from.</param>
/// <param name="Metric">The measured column.</param>
/// <param name="Measured">The published figure.</param>
/// <param name="Predicted">The simulator's figure, where the row was played and has one.</param>
/// <param name="Status">Whether it counts.</param>
/// <param name="Reason">Why not.</param>
public sealed record Prediction(
    ValidationRow Row, string Metric, double Measured, double? Predicted, ValidationStatus Status, string? Reason)
{
    /// <summary>Predicted over measured, minus one, in per cent; <c>null</c> without a prediction.</summary>
    public double? ErrorPercent => ((Predicted / Measured) - 1) * 100;

    /// <summary>Whether it enters the scores.</summary>
    public bool Counts => Status == ValidationStatus.Ok && Predicted is not null;
}
