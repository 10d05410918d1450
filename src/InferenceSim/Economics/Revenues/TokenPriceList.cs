namespace InferenceSim.Economics.Revenues;

/// <summary>A seller's price list: prices of a million tokens, and tiers for long requests.</summary>
public sealed record TokenPriceList : TokenPrice, IRevenueModel
{
    /// <summary>What is counted.</summary>
    public const string Unit = "M tokens";

    /// <summary>Tiers by rising limit; empty where all requests pay the same.</summary>
    public IReadOnlyList<TokenPriceTier> Tiers { get; init => field = value ?? []; } = []; // generated JSON code sets null if absent

    /// <summary>How the tokens divide over base and tiers, where there are tiers and a run has counted them.</summary>
    internal IReadOnlyList<TierShare>? Shares { get; init; }

    /// <summary>Who asks these prices, and when.</summary>
    public string? Source { get; init; }

    /// <summary>The same list with every price multiplied.</summary>
    public TokenPriceList Scaled(decimal factor) => this with
    {
        InputUsdPerMtok = InputUsdPerMtok * factor,
        CachedInputUsdPerMtok = CachedInputUsdPerMtok * factor,
        OutputUsdPerMtok = OutputUsdPerMtok * factor,
        Tiers = [.. Tiers.Select(t => t with
        {
            InputUsdPerMtok = t.InputUsdPerMtok * factor,
            CachedInputUsdPerMtok = t.CachedInputUsdPerMtok * factor,
            OutputUsdPerMtok = t.OutputUsdPerMtok * factor,
        })],
    };

    /// <inheritdoc/>
    public IEnumerable<RevenueLine> Lines(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        IReadOnlyList<TierShare> shares = Tiers.Count > 0 && Shares is not null ? Shares : [new TierShare(1, 1, 1)];
        return shares.SelectMany((share, i) => Lines(use, share, i == 0 ? this : Tiers[i - 1], i == 0 ? "" : $" above {Tiers[i - 1].AboveInputTokens} tokens"));
    }

    private static IEnumerable<RevenueLine> Lines(DailyUse use, TierShare share, TokenPrice price, string tier)
    {
        bool same = price.CachedInputUsdPerMtok is null;
        return ((RevenueLine[])
        [
            new($"input tokens{tier}", use.UncachedInputTokens * share.UncachedInput / DailyUse.TokensPerMillion, Unit, price.InputUsdPerMtok),
            new($"cached input tokens{tier}{(same ? ", billed as input" : "")}", use.CachedInputTokens * share.CachedInput / DailyUse.TokensPerMillion, Unit, price.CachedInputUsdPerMtok ?? price.InputUsdPerMtok),
            new($"output tokens{tier}", use.OutputTokens * share.Output / DailyUse.TokensPerMillion, Unit, price.OutputUsdPerMtok),
        ]).Where(l => l.QuantityPerDay > 0);
    }
}
