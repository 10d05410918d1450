namespace InferenceSim.Timing;

/// <summary>A matrix product's weights on one accelerator, and how often it happens.</summary>
/// <param name="N">Outputs.</param>
/// <param name="K">Inputs.</param>
/// <param name="Calls">Calls a step, over all layers.</param>
/// <param name="Devices">Accelerators that each do it, of one part of the layout.</param>
internal sealed record GemmShape(long N, long K, int Calls, int Devices);
