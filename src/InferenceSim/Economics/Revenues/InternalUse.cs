namespace InferenceSim.Economics.Revenues;

/// <summary>
/// A part of the tokens serves one's own business, where it brings a value per token; the rest is sold. The value is the user's estimate:
/// no simulation knows it.
/// </summary>
public sealed record InternalUse
{
    /// <summary>Part of all tokens that is used inside, 0 to 1.</summary>
    public required decimal SelfUseShare { get; init; }

    /// <summary>What a million of them bring the business, US dollars.</summary>
    public required decimal ValueUsdPerMtok { get; init; }

    /// <summary>The lines of a sale with the part for sale only, and the value of the rest.</summary>
    public IEnumerable<RevenueLine> Lines(DailyUse use, IEnumerable<RevenueLine> sale)
    {
        ArgumentNullException.ThrowIfNull(use);
        return
        [
            .. sale.Select(l => l with { QuantityPerDay = l.QuantityPerDay * (1 - SelfUseShare), UsdPerDay = l.UsdPerDay * (1 - SelfUseShare) })
                .Where(l => l.QuantityPerDay > 0),
            new RevenueLine("value of tokens used inside", use.BilledTokens * SelfUseShare / DailyUse.TokensPerMillion, "M tokens", ValueUsdPerMtok),
        ];
    }
}
