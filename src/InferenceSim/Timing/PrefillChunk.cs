namespace InferenceSim.Timing;

/// <summary>A prefill entry of a batch: tokens of one sequence's prompt (or of its past, after a preemption) computed in this step.</summary>
/// <param name="Tokens">Tokens computed in this step, at least 1.</param>
/// <param name="Context">Tokens of the sequence computed before this step (prefix-cache hits included).</param>
/// <param name="Samples">Whether the chunk reaches the end of the known tokens, so that a token is sampled from it.</param>
public readonly record struct PrefillChunk(int Tokens, int Context, bool Samples);
