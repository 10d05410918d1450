namespace InferenceSim.Hardware;

/// <summary>Attention of prefill chunks: <c>t = FLOPs / (share(length) peak16)</c> with causal FLOPs.</summary>
/// <param name="ShareByLength">Share of the 16-bit peak by prompt length; a chunk with context counts as the prompt with as many query-key pairs.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record PrefillAttentionEfficiency(IReadOnlyList<SharePoint> ShareByLength, string Source)
{
    /// <summary>The share of the 16-bit peak for a prompt of <paramref name="length"/> tokens.</summary>
    public double Share(double length) => SharePoint.Interpolate(ShareByLength, length);
}
