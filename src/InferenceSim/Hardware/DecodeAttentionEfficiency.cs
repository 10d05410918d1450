namespace InferenceSim.Hardware;

/// <summary>Attention of decoding sequences, one call per layer: <c>t = launch + bytes / (share(bytes) BW)</c>, bytes being the KV cache read by the call.</summary>
/// <param name="LaunchSeconds">Fixed time per call, which is also the floor at short contexts.</param>
/// <param name="ShareByBytes">Share of memory bandwidth by bytes read per call.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record DecodeAttentionEfficiency(double LaunchSeconds, IReadOnlyList<SharePoint> ShareByBytes, string Source)
{
    /// <summary>The share of memory bandwidth when a call reads <paramref name="bytes"/>.</summary>
    public double Share(double bytes) => SharePoint.Interpolate(ShareByBytes, bytes);
}
