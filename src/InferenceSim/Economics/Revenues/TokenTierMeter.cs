using InferenceSim.Serving;

namespace InferenceSim.Economics.Revenues;

/// <summary>Counts the tokens of each price tier while a run is played: a tier follows from the length of each request.</summary>
/// <param name="prices">The price list.</param>
public sealed class TokenTierMeter(TokenPriceList prices)
{
    private readonly (long Uncached, long Cached, long Output)[] _counts = new (long, long, long)[prices.Tiers.Count + 1];

    /// <summary>Takes a request that ended; one that was not served is not billed.</summary>
    public void Add(in RequestOutcome outcome)
    {
        if (outcome.IsUnserved || outcome.Sequence is not { } sequence)
        {
            return;
        }

        int tier = 0;
        while (tier < prices.Tiers.Count && outcome.Request.PromptTokens > prices.Tiers[tier].AboveInputTokens)
        {
            tier++;
        }

        (long uncached, long cached, long output) = _counts[tier];
        _counts[tier] = (
            uncached + outcome.Request.PromptTokens - sequence.CachedTokens,
            cached + sequence.CachedTokens,
            output + outcome.Request.OutputTokens);
    }

    /// <summary>The share of the uncached input, cached input and output tokens that belongs to each tier, the base first.</summary>
    public IReadOnlyList<TokenShare> Shares()
    {
        decimal uncached = Math.Max(1, _counts.Sum(c => c.Uncached));
        decimal cached = Math.Max(1, _counts.Sum(c => c.Cached));
        decimal output = Math.Max(1, _counts.Sum(c => c.Output));
        return [.. _counts.Select(c => new TokenShare(c.Uncached / uncached, c.Cached / cached, c.Output / output))];
    }
}
