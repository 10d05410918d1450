namespace InferenceSim.Experiments.Calibration;

/// <summary>What a cross-validation leaves out as a whole.</summary>
public enum LeftOut
{
    /// <summary>A model on an accelerator.</summary>
    ModelOnAccelerator,

    /// <summary>An accelerator.</summary>
    Accelerator,
}
