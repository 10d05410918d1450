namespace InferenceSim.Hardware;

/// <summary>
/// Attention of prefill chunks, one call per layer: <c>t = launch + FLOPs / (flopsShare peak16) + tokens heads perHeadRow</c> with causal
/// FLOPs, and as heads those of queries, keys and values. The last term is what keeps short prompts below peak.
/// </summary>
/// <param name="LaunchSeconds">Fixed time per call.</param>
/// <param name="FlopsShare">Share of the 16-bit peak that long prompts reach.</param>
/// <param name="PerHeadRowSeconds">Per token and head.</param>
/// <param name="Source">What it was fitted on, or which rule gave it.</param>
/// <param name="Fit">Residuals, where it was fitted here.</param>
public sealed record PrefillAttentionEfficiency(
    double LaunchSeconds, double FlopsShare, double PerHeadRowSeconds, string Source, FitQuality? Fit = null)
{
    /// <summary>Seconds of one call.</summary>
    public double Seconds(double flops, double tokenHeads, double peak) =>
        LaunchSeconds + (flops / (FlopsShare * peak)) + (tokenHeads * PerHeadRowSeconds);
}
