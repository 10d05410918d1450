namespace InferenceSim.Hardware;

/// <summary>What the efficiencies used for an accelerator rest on. Results from anything but <see cref="Measured"/> must say so.</summary>
public enum Evidence
{
    /// <summary>Kernels timed on this accelerator.</summary>
    Measured,

    /// <summary>Shares of peak measured on a close relative (same architecture) and applied to this accelerator's own peaks.</summary>
    Transferred,

    /// <summary>Default shares of its class applied to the data sheet: no kernel of this accelerator or of a relative was timed.</summary>
    Datasheet,
}
