namespace InferenceSim.Experiments.Validation;

/// <summary>A measurement turned into something that can be played, or the reason why it cannot.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Status">Ok or suspect if it can be played.</param>
/// <param name="Reason">Why not, or why it is doubted.</param>
/// <param name="Protocol">The protocol of its source.</param>
/// <param name="Generation">The engine generation, where one was found.</param>
/// <param name="Spec">What is played; <c>null</c> if nothing is.</param>
public sealed record MeasurementPlan(
    Measurement Measurement, ValidationStatus Status, string? Reason, Protocol Protocol, EngineGeneration? Generation = null, PlaySpec? Spec = null);
