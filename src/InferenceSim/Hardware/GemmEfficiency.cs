namespace InferenceSim.Hardware;

/// <summary>
/// One kind of matrix multiplication: <c>t = launch + max(bytes / (bandwidthShare BW), FLOPs / (flopsShare(m) peak))</c>, where
/// <c>m</c> is the count of tokens.
/// </summary>
/// <param name="LaunchSeconds">Fixed time per call inside a CUDA graph.</param>
/// <param name="BandwidthShare">Share of memory bandwidth at which weights stream.</param>
/// <param name="FlopsShareByTokens">Share of peak by tokens in the batch, log-interpolated, flat outside.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record GemmEfficiency(
    double LaunchSeconds,
    double BandwidthShare,
    IReadOnlyList<SharePoint> FlopsShareByTokens,
    string Source)
{
    /// <summary>The share of peak at <paramref name="tokens"/>.</summary>
    public double FlopsShare(double tokens) => SharePoint.Interpolate(FlopsShareByTokens, tokens);
}
