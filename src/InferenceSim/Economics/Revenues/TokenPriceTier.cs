namespace InferenceSim.Economics.Revenues;

/// <summary>Prices of long requests: those with more input tokens than a limit pay them for all of their tokens.</summary>
public sealed record TokenPriceTier : TokenPrice
{
    /// <summary>The limit.</summary>
    public required int AboveInputTokens { get; init; }
}
