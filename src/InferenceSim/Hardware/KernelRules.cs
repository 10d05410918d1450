namespace InferenceSim.Hardware;

/// <summary>What a kernel profile must keep, so that no price comes out negative, infinite or falling.</summary>
internal static class KernelRules
{
    /// <summary>All that is wrong with <paramref name="profile"/>, each naming its field.</summary>
    public static IEnumerable<string> Faults(KernelProfile profile) =>
    [
        .. Gemm(profile.Gemm.Bf16, "gemm.bf16"),
        .. Gemm(profile.Gemm.Fp8, "gemm.fp8"),
        .. Gemm(profile.Gemm.Int8, "gemm.int8"),
        .. Gemm(profile.Gemm.WeightOnly, "gemm.weight_only"),
        .. Time(profile.DecodeAttention.LaunchSeconds, "decode_attention.launch_seconds"),
        .. Curve(profile.DecodeAttention.ShareByBytes, "decode_attention.share_by_bytes"),
        .. Curve(profile.PrefillAttention.ShareByLength, "prefill_attention.share_by_length"),
        .. Time(profile.Elementwise.LaunchSeconds, "elementwise.launch_seconds"),
        .. Share(profile.Elementwise.BandwidthShare, "elementwise.bandwidth_share"),
        .. Time(profile.AllReduce.LatencySeconds, "all_reduce.latency_seconds"),
        .. Time(profile.AllReduce.LatencyPerDoublingSeconds, "all_reduce.latency_per_doubling_seconds"),
        .. Curve(profile.AllReduce.LinkShareByAccelerators, "all_reduce.link_share_by_accelerators"),
        .. Groups(profile.AllReduce.Groups),
    ];

    private static IEnumerable<string> Gemm(GemmEfficiency? gemm, string field) => gemm is null
        ? []
        :
        [
            .. Time(gemm.LaunchSeconds, $"{field}.launch_seconds"),
            .. Share(gemm.BandwidthShare, $"{field}.bandwidth_share"),
            .. Curve(gemm.FlopsShareByTokens, $"{field}.flops_share_by_tokens"),
        ];

    private static IEnumerable<string> Groups(IReadOnlyList<AllReduceGroup> groups)
    {
        for (int i = 0; i < groups.Count; i++)
        {
            AllReduceGroup group = groups[i];
            bool ascending = i == 0 || group.Accelerators > groups[i - 1].Accelerators;
            bool points = group.Points.Count > 0 && group.Points.All(p => p.Bytes > 0 && p.Seconds > 0)
                && group.Points.Zip(group.Points.Skip(1)).All(p => p.Second.Bytes > p.First.Bytes);
            if (!ascending || !points || group.Accelerators < 2)
            {
                yield return FormattableString.Invariant($"all_reduce.groups[{i}] must follow in ascending size, from 2, with points of ascending bytes and positive times");
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
