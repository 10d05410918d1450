namespace InferenceSim.Timing;

/// <summary>What the price of decode-only steps of a number of sequences, not split in halves, has apart from their contexts: made once for each number.</summary>
/// <param name="Layers">Time of the layers; straight in the contexts.</param>
/// <param name="Once">Picoseconds of the accelerators beside them.</param>
/// <param name="Always">Picoseconds of the host that add to those of the accelerators.</param>
/// <param name="AtLeast">Picoseconds of the host that hide behind those of the accelerators.</param>
/// <param name="Flops">Operations of everything but the keys of the contexts.</param>
/// <param name="Bytes">Bytes of the same.</param>
internal sealed record DecodeTerms(DecodeLine Layers, long Once, long Always, long AtLeast, long Flops, long Bytes);
