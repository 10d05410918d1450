namespace InferenceSim.Experiments.Accuracy;

/// <summary>The models that were measured on an accelerator: what tells <see cref="PredictionEvidence.Calibrated"/> from the rest. No width of a band depends on it.</summary>
/// <param name="Gpu">Accelerator.</param>
/// <param name="Models">Models, under the name of their architecture.</param>
public sealed record MeasuredModels(string Gpu, IReadOnlyList<string> Models);
