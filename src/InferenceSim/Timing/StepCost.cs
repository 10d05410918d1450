namespace InferenceSim.Timing;

/// <summary>The price of one step: integers only, so that sums over millions of steps are exact.</summary>
/// <param name="Picoseconds">Duration, at least 1 for a batch with tokens.</param>
/// <param name="Flops">Floating-point operations of the whole replica (all its accelerators).</param>
/// <param name="Bytes">Bytes read from and written to accelerator memory, of the whole replica.</param>
public readonly record struct StepCost(long Picoseconds, long Flops, long Bytes);
