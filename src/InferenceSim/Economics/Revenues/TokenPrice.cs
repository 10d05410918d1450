namespace InferenceSim.Economics.Revenues;

/// <summary>Prices of a million tokens, US dollars.</summary>
public abstract record TokenPrice
{
    /// <summary>A million input tokens that were computed.</summary>
    public required decimal InputUsdPerMtok { get; init; }

    /// <summary>A million input tokens that came from the prefix cache. <c>null</c>: the seller makes no difference, they are billed as input.</summary>
    public decimal? CachedInputUsdPerMtok { get; init; }

    /// <summary>A million output tokens.</summary>
    public required decimal OutputUsdPerMtok { get; init; }

    /// <summary>What tokens bring, US dollars.</summary>
    public decimal RevenueUsd(decimal uncachedInputTokens, decimal cachedInputTokens, decimal outputTokens) =>
        ((uncachedInputTokens * InputUsdPerMtok)
            + (cachedInputTokens * (CachedInputUsdPerMtok ?? InputUsdPerMtok))
            + (outputTokens * OutputUsdPerMtok)) / DailyUse.TokensPerMillion;
}
