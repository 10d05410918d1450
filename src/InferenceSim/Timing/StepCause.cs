namespace InferenceSim.Timing;

/// <summary>What an operator's time is spent on.</summary>
public enum StepCause
{
    /// <summary>Arithmetic units.</summary>
    Compute,

    /// <summary>Accelerator memory.</summary>
    Memory,

    /// <summary>Links between accelerators.</summary>
    Interconnect,

    /// <summary>Fixed time of kernels.</summary>
    Launch,

    /// <summary>The engine's host code, as far as it does not hide behind the accelerators.</summary>
    Host,
}
