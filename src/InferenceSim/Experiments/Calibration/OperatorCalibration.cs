using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>
/// First stage of calibration: what accelerators' kernels reach, from operator timings alone. Nothing measured on a whole engine enters, so
/// that a later fit of host terms cannot trade one for the other.
/// </summary>
public static class OperatorCalibration
{
    internal const string Source = "fitted on aiconfigurator silicon tables @095f58a (2026-08-21)";

    /// <summary>The profiles of all accelerators in the tables, in the order of the tables' machines; what was not measured stays as shipped.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">The tables hold no rows of an accelerator's product kernels.</exception>
    public static IReadOnlyList<KernelProfile> Fit(OperatorTables tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        List<KernelProfile> profiles = [.. OperatorSystem.All.Where(s => tables.Gemm.Any(r => r.System == s.Name)).Select(s => Fit(s, tables))];
        if (profiles.Count == 0)
        {
            throw new Simulation.InvalidConfigurationException(
                $"the tables hold none of the machines {string.Join(", ", OperatorSystem.All.Select(s => s.Name))}");
        }

        // Experts that were not timed keep the shares of the nearest relative that was.
        KernelProfile? h200 = profiles.Find(p => p.Name == "nvidia-h200");
        return h200 is null ? profiles : [.. profiles.Select(p => p.Name == "nvidia-b200" ? WithExpertsOf(p, h200) : p)];
    }

    private static KernelProfile Fit(OperatorSystem system, OperatorTables tables)
    {
        KernelProfile shipped = KernelCatalog.Find(system.Profile);
        return shipped with
        {
            Gemm = GemmFitting.Products(system, tables, shipped.Gemm),
            Experts = GemmFitting.Experts(system, tables) ?? shipped.Experts,
            DecodeAttention = AttentionFitting.Decode(system, tables),
            PrefillAttention = AttentionFitting.Prefill(system, tables),
            AllReduce = CollectiveFitting.AllReduce(system, tables, shipped.AllReduce),
            WorkspaceAllReduce = CollectiveFitting.WorkspaceAllReduce(system, tables, shipped.AllReduce),
            LibraryAllReduce = CollectiveFitting.LibraryAllReduce(system, tables, shipped.AllReduce),
            AllToAll = CollectiveFitting.AllToAll(system, tables, shipped.AllReduce),
        };
    }

    private static KernelProfile WithExpertsOf(KernelProfile profile, KernelProfile relative)
    {
        if (relative.Experts is not GemmEfficiencies measured)
        {
            return profile;
        }

        string source = $"transferred from {relative.Name}: shares of peak and launches of its expert kernels";
        GemmEfficiency? Transferred(GemmEfficiency? e) => e is null ? null : e with { Source = source, Fit = null };

        // Four-bit experts lose against eight-bit ones what four-bit products lose on this device.
        GemmEfficiency eight = measured.For(GemmKind.Fp8);
        double ratio = profile.Gemm.For(GemmKind.Fp4).FlopsShare / profile.Gemm.For(GemmKind.Fp8).FlopsShare;
        return profile with
        {
            Experts = new GemmEfficiencies
            {
                Bf16 = Transferred(measured.Bf16)!,
                Fp8 = Transferred(measured.Fp8),
                Fp8Block = Transferred(measured.Fp8Block),
                Int4WeightOnly = Transferred(measured.Int4WeightOnly),
                Fp4 = eight with
                {
                    FlopsShare = KernelFit<GemmRow>.ThreeDigits(eight.FlopsShare * ratio),
                    Source = $"{source}; share of peak times {ratio:0.00}, as four-bit against eight-bit products on {profile.Name}",
                    Fit = null,
                },
            },
        };
    }
}
