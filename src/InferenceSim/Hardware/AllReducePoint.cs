namespace InferenceSim.Hardware;

/// <summary>One measured all-reduce.</summary>
/// <param name="Bytes">Size of each participant's buffer.</param>
/// <param name="Seconds">Time of one call inside a CUDA graph.</param>
public sealed record AllReducePoint(double Bytes, double Seconds);
