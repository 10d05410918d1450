namespace InferenceSim.Hardware;

/// <summary>What the efficiencies used for an accelerator rest on. Results from anything but <see cref="Measured"/> must say so.</summary>
public enum Evidence
{
    /// <summary>Default shares of its class applied to the data sheet: no kernel of this accelerator or of a relative was timed. What a file that says nothing gets.</summary>
    Datasheet,

    /// <summary>Shares of peak measured on a close relative and applied to this accelerator's own peaks.</summary>
    Transferred,

    /// <summary>Kernels timed on this accelerator.</summary>
    Measured,
}
