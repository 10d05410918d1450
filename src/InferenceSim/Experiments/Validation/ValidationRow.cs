namespace InferenceSim.Experiments.Validation;

/// <summary>A measurement with what the simulator says about it.</summary>
/// <param name="Plan">What was played, or why nothing was.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why it is not ok.</param>
/// <param name="Result">The figures, where it was played.</param>
public sealed record ValidationRow(MeasurementPlan Plan, ValidationStatus Status, string? Reason, PlayResult? Result)
{
    /// <summary>The measurement.</summary>
    public Measurement Measurement => Plan.Measurement;

    /// <summary>Every measured column of the row with its prediction.</summary>
    public IEnumerable<Prediction> Predictions() =>
        from metric in MeasuredMetric.All
        where Measurement.Measured.ContainsKey(metric.Column)
        select Predict(metric);

    private Prediction Predict(MeasuredMetric metric)
    {
        double measured = Measurement.Measured[metric.Column];
        double? predicted = Result is null ? null : metric.Predict(Result);
        bool comparable = !Plan.Protocol.NotComparable!.TryGetValue(metric.Column, out string? why);
        bool played = Status is ValidationStatus.Ok or ValidationStatus.Suspect;
        return comparable || !played
            ? new Prediction(this, metric.Column, measured, predicted, Status, Reason)
            : new Prediction(this, metric.Column, measured, predicted, ValidationStatus.Excluded, why);
    }
}
