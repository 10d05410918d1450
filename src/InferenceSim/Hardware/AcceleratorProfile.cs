using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>Reads a user's own accelerator, in the form of the embedded ones.</summary>
public static class AcceleratorProfile
{
    /// <summary>
    /// Reads one accelerator from JSON. Fields are those of <see cref="Accelerator"/> in snake_case. Without <c>kernel_profile</c> and
    /// <c>own_kernels</c> the class defaults of the data sheet apply and the profile counts as <see cref="Evidence.Datasheet"/>.
    /// </summary>
    /// <param name="stream">The file.</param>
    /// <param name="sourceName">What to call it in messages.</param>
    /// <exception cref="InvalidConfigurationException">The JSON is malformed, has an unknown, doubled or missing field, or a figure out of range.</exception>
    public static Accelerator Read(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Accelerator accelerator = ProfileReader.Read(stream, sourceName, HardwareJson.Default.Accelerator);
        var faults = new List<string>();
        CheckFigures(accelerator, faults);
        CheckKernels(accelerator, faults);
        return faults.Count == 0
            ? accelerator
            : throw new InvalidConfigurationException($"{sourceName}: {string.Join("; ", faults)}");
    }

    private static void CheckFigures(Accelerator a, List<string> faults)
    {
        Above(0, a.MemoryCapacityBytes, "memory_capacity_bytes", faults);
        Above(0, a.UsableBytes, "usable_bytes", faults);
        Above(0, a.MemoryBandwidthBytesPerSecond, "memory_bandwidth_bytes_per_second", faults);
        Above(0, a.Interconnect.DomainSize, "interconnect.domain_size", faults);
        Above(0, a.Interconnect.BytesPerSecondPerDirection ?? 1, "interconnect.bytes_per_second_per_direction", faults);
        Above(0, a.PeakFlopsPerSecond.Bf16 ?? -1, "peak_flops_per_second.bf16", faults);
        Above(0, a.PeakFlopsPerSecond.Fp8 ?? 1, "peak_flops_per_second.fp8", faults);
        Above(0, a.PeakFlopsPerSecond.Int8 ?? 1, "peak_flops_per_second.int8", faults);
        Above(0, a.PeakFlopsPerSecond.Fp4 ?? 1, "peak_flops_per_second.fp4", faults);
    }

    private static void CheckKernels(Accelerator a, List<string> faults)
    {
        if (a.OwnKernels is KernelProfile own)
        {
            faults.AddRange(KernelRules.Faults(own).Select(f => $"own_kernels.{f}"));
        }
        else
        {
            CheckName(a.KernelProfile, "kernel_profile", faults);
        }

        if (a.CollectiveProfile is string collective)
        {
            CheckName(collective, "collective_profile", faults);
        }
    }

    private static void CheckName(string name, string field, List<string> faults)
    {
        if (!KernelCatalog.Names.Contains(name))
        {
            faults.Add($"{field} '{name}' is unknown: {NearestNames.Hint(name, KernelCatalog.Names)}");
        }
    }

    private static void Above(double limit, double value, string field, List<string> faults)
    {
        if (!(value > limit && double.IsFinite(value)))
        {
            faults.Add(FormattableString.Invariant($"{field} must be given and above {limit}"));
        }
    }
}
