namespace InferenceSim.Experiments.Accuracy;

/// <summary>What a prediction rests on. Never better than what the accelerator's efficiencies rest on (<see cref="Hardware.Evidence"/>).</summary>
public enum PredictionEvidence
{
    /// <summary>Nothing was fitted: default shares of its class, applied to the accelerator's data sheet.</summary>
    Datasheet,

    /// <summary>The accelerator or a close relative of it was fitted, but this model was never measured on it.</summary>
    Transferred,

    /// <summary>The accelerator's kernels were timed, and this model was measured on it.</summary>
    Calibrated,
}
