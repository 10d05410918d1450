namespace InferenceSim.Hardware;

/// <summary>What a kernel profile must keep, so that no price comes out negative, infinite or falling.</summary>
internal static class KernelRules
{
    /// <summary>All that is wrong with <paramref name="profile"/>, each naming its field.</summary>
    public static IEnumerable<string> Faults(KernelProfile profile) =>
    [
        .. Gemms(profile.Gemm, "gemm"),
        .. profile.Experts is GemmEfficiencies experts ? Gemms(experts, "experts") : [],
        .. profile.Experts is { } rows && Enum.GetValues<GemmKind>().Any(kind => rows.For(kind).WaveExponent != 0)
            ? ["experts have an activation_share and no wave_exponent: it must be 0"] : (string[])[],
        .. profile.FusedExpertKernels is null or >= 1 ? (string[])[] : ["fused_expert_kernels must be at least 1"],
        .. profile.ComputeUnits >= 1 ? (string[])[] : ["compute_units must be at least 1"],
        .. profile.ClockHertz is null or (>= 1e6 and < 1e12) ? (string[])[]
            : [FormattableString.Invariant($"clock_hertz is {profile.ClockHertz}: a million to below a million million is allowed")],
        .. profile.WarpMatrixShare is double warp ? Share(warp, "warp_matrix_share") : [],
        .. profile.WarpMatrixExpertShare is double experts16 ? Share(experts16, "warp_matrix_expert_share") : [],
        .. Time(profile.DecodeAttention.LaunchSeconds, "decode_attention.launch_seconds"),
        .. Share(profile.DecodeAttention.BandwidthShare, "decode_attention.bandwidth_share"),
        .. Time(profile.DecodeAttention.PerHeadSeconds, "decode_attention.per_head_seconds"),
        .. Time(profile.PrefillAttention.LaunchSeconds, "prefill_attention.launch_seconds"),
        .. Share(profile.PrefillAttention.FlopsShare, "prefill_attention.flops_share"),
        .. Time(profile.PrefillAttention.PerHeadRowSeconds, "prefill_attention.per_head_row_seconds"),
        .. Time(profile.Elementwise.LaunchSeconds, "elementwise.launch_seconds"),
        .. Share(profile.Elementwise.BandwidthShare, "elementwise.bandwidth_share"),
        .. Collective(profile.AllReduce, "all_reduce"),
        .. profile.WorkspaceAllReduce is AllReduceEfficiency workspace ? Collective(workspace, "workspace_all_reduce") : [],
        .. profile.LibraryAllReduce is AllReduceEfficiency library ? Collective(library, "library_all_reduce") : [],
        .. profile.AllToAll is AllReduceEfficiency exchange ? Collective(exchange, "all_to_all") : [],
    ];

    private static IEnumerable<string> Collective(AllReduceEfficiency collective, string field) =>
    [
        .. Time(collective.LatencySeconds, $"{field}.latency_seconds"),
        .. Time(collective.LatencyPerDoublingSeconds, $"{field}.latency_per_doubling_seconds"),
        .. Curve(collective.LinkShareByAccelerators, $"{field}.link_share_by_accelerators"),
        .. Groups(collective.Groups, field),
    ];

    private static IEnumerable<string> Gemms(GemmEfficiencies gemm, string field) =>
        Enum.GetValues<GemmKind>().SelectMany(kind => Gemm(gemm.For(kind), $"{field}.{kind}")).Distinct();

    private static IEnumerable<string> Gemm(GemmEfficiency gemm, string field) =>
        [
            .. Time(gemm.LaunchSeconds, $"{field}.launch_seconds"),
            .. Share(gemm.BandwidthShare, $"{field}.bandwidth_share"),
            .. Share(gemm.FlopsShare, $"{field}.flops_share"),
            .. gemm.ActivationShare is double moved ? Share(moved, $"{field}.activation_share") : [],
            .. gemm.WaveExponent is >= 0 and <= 1 ? (string[])[] : [FormattableString.Invariant($"{field}.wave_exponent is {gemm.WaveExponent}: 0 to 1 is allowed")],
        ];

    private static IEnumerable<string> Groups(IReadOnlyList<AllReduceGroup> groups, string field)
    {
        for (int i = 0; i < groups.Count; i++)
        {
            AllReduceGroup group = groups[i];
            bool ascending = i == 0 || group.Accelerators > groups[i - 1].Accelerators;
            bool points = group.Points.Count > 0 && group.Points.All(p => p.Bytes > 0 && p.Seconds > 0)
                && group.Points.Zip(group.Points.Skip(1)).All(p => p.Second.Bytes > p.First.Bytes);
            if (!ascending || !points || group.Accelerators < 2)
            {
                yield return FormattableString.Invariant($"{field}.groups[{i}] must follow in ascending size, from 2, with points of ascending bytes and positive times");
            }
        }
    }

    private static IEnumerable<string> Curve(IReadOnlyList<SharePoint> points, string field)
    {
        if (points.Count == 0 || points[0].At <= 0 || points.Zip(points.Skip(1)).Any(p => p.Second.At <= p.First.At))
        {
            yield return $"{field} needs at least one point, and each 'at' above the one before";
        }

        foreach (SharePoint point in points)
        {
            foreach (string fault in Share(point.Share, field))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Share(double share, string field) =>
        share is > 0 and <= 1 ? [] : [FormattableString.Invariant($"{field} holds the share {share}: above 0 and at most 1 is allowed")];

    private static IEnumerable<string> Time(double seconds, string field) =>
        seconds is >= 0 and < 1 ? [] : [FormattableString.Invariant($"{field} is {seconds}: seconds from 0 to below 1 are allowed")];
}
