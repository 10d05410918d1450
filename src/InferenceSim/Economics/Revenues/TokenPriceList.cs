namespace InferenceSim.Economics.Revenues;

/// <summary>A seller's price list: prices of a million tokens, and tiers for long requests.</summary>
public sealed record TokenPriceList : TokenPrice, IRevenueModel
{
    /// <summary>What is counted.</summary>
    public const string Unit = "M tokens";

    /// <summary>Tiers by rising limit; empty where all requests pay the same.</summary>
    public IReadOnlyList<TokenPriceTier> Tiers { get; init => field = value ?? []; } = []; // generated JSON code sets null if absent

    /// <summary>Discounts for much use, by rising limit; each for the tokens from its limit to the next.</summary>
    public IReadOnlyList<MonthlyDiscount> MonthlyDiscounts { get; init => field = value ?? []; } = [];

    /// <summary>Customers that the traffic is of, all with as much of it; discounts are for the use of one. Default 1.</summary>
    public decimal? Customers { get; init; }

    /// <summary>The part of the tokens that is sold, where the rest is used inside.</summary>
    internal decimal SoldShare { get; init; } = 1;

    /// <summary>How the tokens divide over base and tiers, where there are tiers and a run has counted them.</summary>
    internal IReadOnlyList<TokenShare>? Shares { get; init; }

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
        IReadOnlyList<TokenShare> shares = Tiers.Count > 0 && Shares is not null ? Shares : [new TokenShare(1, 1, 1)];
        RevenueLine[] full = [.. shares.SelectMany((share, i) => Lines(use, share, i == 0 ? this : Tiers[i - 1], i == 0 ? "" : $" above {Tiers[i - 1].AboveInputTokens} tokens"))];
        return MonthlyDiscounts.Count == 0 ? full : [.. full, .. Discounts(use, full.Sum(l => l.UsdPerDay))];
    }

    /// <summary>What is taken off, a line for each limit that a customer's month passes. All kinds of tokens are beyond it in equal parts.</summary>
    private IEnumerable<RevenueLine> Discounts(DailyUse use, decimal usdPerDay)
    {
        decimal month = use.BilledTokens / DailyUse.TokensPerMillion * SoldShare * DailyUse.DaysPerMonth / (Customers ?? 1);
        for (int i = 0; i < MonthlyDiscounts.Count; i++)
        {
            decimal from = MonthlyDiscounts[i].AboveMtokPerMonth;
            decimal to = i + 1 < MonthlyDiscounts.Count ? MonthlyDiscounts[i + 1].AboveMtokPerMonth : month;
            decimal beyond = Math.Min(month, to) - from;
            if (beyond > 0)
            {
                decimal tokens = use.BilledTokens / DailyUse.TokensPerMillion * beyond / month;
                decimal price = usdPerDay / (use.BilledTokens / DailyUse.TokensPerMillion);
                yield return new RevenueLine(
                    FormattableString.Invariant($"discount of {100 * MonthlyDiscounts[i].DiscountShare:0.##}% above {from:0.##} M tokens a month"), tokens, Unit, -price * MonthlyDiscounts[i].DiscountShare);
            }
        }
    }

    private static IEnumerable<RevenueLine> Lines(DailyUse use, TokenShare share, TokenPrice price, string tier)
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
