namespace InferenceSim.Hardware;

/// <summary>
/// Attention of decoding sequences, one call per layer: <c>t = launch + bytes / (bandwidthShare BW) + sequences heads perHead</c>, bytes
/// being the KV cache read by the call.
/// </summary>
/// <param name="LaunchSeconds">Fixed time per call, which is also the floor at short contexts.</param>
/// <param name="BandwidthShare">Share of memory bandwidth at which the cache is read.</param>
/// <param name="PerHeadSeconds">Per sequence and query head: set-up and combination of partial results.</param>
/// <param name="Source">What it was fitted on, or which rule gave it.</param>
/// <param name="Fit">Residuals, where it was fitted here.</param>
public sealed record DecodeAttentionEfficiency(
    double LaunchSeconds, double BandwidthShare, double PerHeadSeconds, string Source, FitQuality? Fit = null)
{
    /// <summary>Seconds of one call.</summary>
    public double Seconds(double bytes, double sequenceHeads, double bandwidth) =>
        LaunchSeconds + (bytes / (BandwidthShare * bandwidth)) + (sequenceHeads * PerHeadSeconds);
}
