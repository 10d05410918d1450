namespace InferenceSim.Hardware;

/// <summary>Kernels that only move data: <c>t = launch + bytes / (share BW)</c>.</summary>
/// <param name="LaunchSeconds">Fixed time per kernel inside a CUDA graph.</param>
/// <param name="BandwidthShare">Share of memory bandwidth.</param>
/// <param name="Source">What it was fitted on.</param>
public sealed record ElementwiseEfficiency(double LaunchSeconds, double BandwidthShare, string Source);
