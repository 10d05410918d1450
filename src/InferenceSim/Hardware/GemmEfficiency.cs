namespace InferenceSim.Hardware;

/// <summary>
/// One kind of matrix multiplication: <c>t = launch + max(bytes / (bandwidthShare BW), FLOPs / (flopsShare peak f^tau))</c>, where
/// <c>f</c> is how full the tiles leave the compute units (<see cref="TileGrid"/>).
/// </summary>
/// <param name="LaunchSeconds">Fixed time of an isolated call. An engine's own figure for calls inside a graph takes its place (<see cref="HostOverhead"/>).</param>
/// <param name="BandwidthShare">Share of memory bandwidth at which weights stream.</param>
/// <param name="FlopsShare">Share of peak that full waves of tiles reach.</param>
/// <param name="WaveExponent">How much of an unfilled wave is lost: 0 nothing, 1 all of it.</param>
/// <param name="Source">What it was fitted on, or which rule gave it.</param>
/// <param name="Fit">Residuals, where it was fitted here.</param>
public sealed record GemmEfficiency(
    double LaunchSeconds,
    double BandwidthShare,
    double FlopsShare,
    double WaveExponent,
    string Source,
    FitQuality? Fit = null)
{
    /// <summary>
    /// Of experts: share of memory bandwidth at which rows pass through the kernels before, between and after the grouped products (gathering,
    /// activation function, narrowing, weighted sum). <c>null</c> counts as <see cref="BandwidthShare"/>.
    /// </summary>
    public double? ActivationShare { get; init; }
}
