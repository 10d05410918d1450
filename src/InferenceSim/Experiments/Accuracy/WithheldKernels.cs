using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>
/// What the simulator would know of an accelerator whose kernels nobody had timed: how wrong that is on accelerators that were measured
/// is how wrong to expect it on those that were not.
/// </summary>
internal static class WithheldKernels
{
    // The rule of KernelCatalog: the same chip with another memory or link, else the same generation, else the one before (after the oldest).
    private static readonly Dictionary<string, string> s_relatives = new(StringComparer.Ordinal)
    {
        ["nvidia-a100"] = "nvidia-h100",
        ["nvidia-h100"] = "nvidia-h200",
        ["nvidia-h200"] = "nvidia-h100",
        ["nvidia-b200"] = "nvidia-h200",
        ["nvidia-l40s"] = "nvidia-a100",
        ["nvidia-rtx-pro-6000"] = "nvidia-l40s",
    };

    /// <summary><paramref name="accelerator"/> with shares transferred from a relative; <c>null</c> where it has none.</summary>
    public static Accelerator? Transferred(Accelerator accelerator) => accelerator.KernelEvidence switch
    {
        Evidence.Measured => s_relatives.TryGetValue(accelerator.KernelProfile, out string? relative) ? With(accelerator, relative, Evidence.Transferred) : null,
        Evidence.Transferred => accelerator,
        _ => null,
    };

    /// <summary><paramref name="accelerator"/> with nothing but its data sheet.</summary>
    public static Accelerator Datasheet(Accelerator accelerator) => accelerator.KernelEvidence == Evidence.Datasheet
        ? accelerator
        : With(accelerator, KernelCatalog.DefaultName, Evidence.Datasheet);

    private static Accelerator With(Accelerator accelerator, string profile, Evidence evidence) =>
        accelerator with { KernelProfile = profile, KernelEvidence = evidence, CollectiveProfile = null };
}
