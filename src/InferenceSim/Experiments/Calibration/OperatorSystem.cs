using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>A machine of the operator tables.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Accelerator">Its accelerator in the catalogue.</param>
/// <param name="Profile">The kernel profile that holds its efficiencies.</param>
/// <param name="CacheBytes">Level-2 cache, within which repeated calls on the same small operands stay (makers' white papers; on B200 that of one die).</param>
internal sealed record OperatorSystem(string Name, string Accelerator, string Profile, double CacheBytes)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OperatorSystem> All { get; } =
    [
        new("a100_sxm", "a100-80-sxm", "nvidia-a100", 40e6),
        new("h100_sxm", "h100-sxm", "nvidia-h100", 50e6),
        new("h200_sxm", "h200-sxm", "nvidia-h200", 50e6),
        new("b200_sxm", "b200-sxm", "nvidia-b200", 63e6),
        new("l40s", "l40s", "nvidia-l40s", 96e6),
    ];

    /// <summary>Its data sheet.</summary>
    public Accelerator DataSheet => AcceleratorCatalog.Find(Accelerator);
}
