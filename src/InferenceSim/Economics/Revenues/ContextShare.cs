namespace InferenceSim.Economics.Revenues;

/// <summary>A part of what attention reads in a day: of the contexts of all tokens that are computed, each counted with the tokens before it.</summary>
/// <param name="Prefill">Of those of computed input tokens.</param>
/// <param name="Decode">Of those of output tokens.</param>
public readonly record struct ContextShare(decimal Prefill, decimal Decode);
