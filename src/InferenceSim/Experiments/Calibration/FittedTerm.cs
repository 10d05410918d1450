using InferenceSim.Hardware;

namespace InferenceSim.Experiments.Calibration;

/// <summary>One fitted part of a kernel profile, for a report.</summary>
/// <param name="Profile">The kernel profile.</param>
/// <param name="Term">Which part: <c>gemm bf16</c>, <c>decode attention</c>, ...</param>
/// <param name="Parameters">Its parameters by name, in seconds and shares; none for a table.</param>
/// <param name="Fit">Residuals.</param>
public sealed record FittedTerm(string Profile, string Term, IReadOnlyList<(string Name, double Value)> Parameters, FitQuality Fit)
{
    /// <summary>The fitted parts of <paramref name="profile"/>; parts that were transferred or assumed are not among them.</summary>
    public static IEnumerable<FittedTerm> Of(KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return All(profile).Where(t => t.Fit is not null).Select(t => new FittedTerm(profile.Name, t.Term, t.Parameters, t.Fit!));
    }

    private static IEnumerable<(string Term, (string, double)[] Parameters, FitQuality? Fit)> All(KernelProfile p) =>
    [
        .. Products("gemm", p.Gemm),
        .. p.Experts is GemmEfficiencies experts ? Products("experts", experts) : [],
        ("decode attention",
            [("launch_seconds", p.DecodeAttention.LaunchSeconds), ("bandwidth_share", p.DecodeAttention.BandwidthShare), ("per_head_seconds", p.DecodeAttention.PerHeadSeconds)],
            p.DecodeAttention.Fit),
        ("prefill attention",
            [("launch_seconds", p.PrefillAttention.LaunchSeconds), ("flops_share", p.PrefillAttention.FlopsShare), ("per_head_row_seconds", p.PrefillAttention.PerHeadRowSeconds)],
            p.PrefillAttention.Fit),
        ("all-reduce", [], p.AllReduce.Fit),
        ("all-reduce (workspace)", [], p.WorkspaceAllReduce?.Fit),
        ("all-to-all", [], p.AllToAll?.Fit),
    ];

    private static IEnumerable<(string, (string, double)[], FitQuality?)> Products(string name, GemmEfficiencies all)
    {
        (string Kind, GemmEfficiency? Of)[] kinds =
        [
            ("bf16", all.Bf16), ("fp8", all.Fp8), ("fp8_block", all.Fp8Block), ("int8", all.Int8), ("fp4", all.Fp4),
            ("int8_weight_only", all.Int8WeightOnly), ("int4_weight_only", all.Int4WeightOnly),
        ];
        return from kind in kinds
               where kind.Of is not null
               select ($"{name} {kind.Kind}",
                   new[]
                   {
                       ("launch_seconds", kind.Of.LaunchSeconds), ("bandwidth_share", kind.Of.BandwidthShare),
                       ("flops_share", kind.Of.FlopsShare),
                       kind.Of.ActivationShare is double moved ? ("activation_share", moved) : ("wave_exponent", kind.Of.WaveExponent),
                   },
                   kind.Of.Fit);
    }
}
