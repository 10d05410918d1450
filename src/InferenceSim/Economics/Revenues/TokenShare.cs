namespace InferenceSim.Economics.Revenues;

/// <summary>The part of all tokens that is billed at the prices of one tier.</summary>
/// <param name="UncachedInput">Of the computed input tokens.</param>
/// <param name="CachedInput">Of the input tokens from the cache.</param>
/// <param name="Output">Of the output tokens.</param>
public readonly record struct TierShare(decimal UncachedInput, decimal CachedInput, decimal Output);
