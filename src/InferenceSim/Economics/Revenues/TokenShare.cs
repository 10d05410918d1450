namespace InferenceSim.Economics.Revenues;

/// <summary>A part of a day's tokens: what is billed at one tier, what a tenant uses.</summary>
/// <param name="UncachedInput">Of the computed input tokens.</param>
/// <param name="CachedInput">Of the input tokens from the cache.</param>
/// <param name="Output">Of the output tokens.</param>
public readonly record struct TokenShare(decimal UncachedInput, decimal CachedInput, decimal Output);
