namespace InferenceSim.Experiments.Calibration;

/// <summary>What a fit has not seen when it predicts a row (<see cref="HostCrossValidation"/>).</summary>
public enum LeftOut
{
    /// <summary>The row's model on its accelerator.</summary>
    ModelOnGpu,

    /// <summary>Anything on the row's accelerator.</summary>
    Gpu,
}
