namespace InferenceSim.Economics.Revenues;

/// <summary>Flat fees: every user pays the same each month, up to a cap of tokens if there is one, whatever he uses.</summary>
public sealed record SubscriptionPlan : IRevenueModel
{
    /// <summary>The fee, US dollars for a user and month.</summary>
    public required decimal UsdPerUserMonth { get; init; }

    /// <summary>Most tokens of a user in a month; <c>null</c> for a plan without limit.</summary>
    public double? CapTokensPerUserMonth { get; init; }

    /// <summary>What users want.</summary>
    public required UsageDistribution Usage { get; init; }

    /// <summary>Mean tokens of a user and month after the cap.</summary>
    public double TokensPerUserMonth => Usage.MeanTokensPerMonthUpTo(CapTokensPerUserMonth);

    /// <summary>Users whose traffic a day's tokens are.</summary>
    public decimal Users(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.BilledTokens * DailyUse.DaysPerMonth / (decimal)TokensPerUserMonth;
    }

    /// <summary>Tokens that the user at <paramref name="share"/> gets in a month.</summary>
    public double TokensPerMonthAt(double share) =>
        Math.Min(Usage.TokensPerMonthAt(share), CapTokensPerUserMonth ?? double.PositiveInfinity);

    /// <summary>The cost of a million tokens at which the user at <paramref name="share"/> just pays for himself, US dollars.</summary>
    public decimal BreakEvenUsdPerMtokAt(double share) => UsdPerUserMonth / (decimal)TokensPerMonthAt(share) * DailyUse.TokensPerMillion;

    /// <summary>What the user at <paramref name="share"/> leaves of his fee, as a share of it, where a million tokens cost <paramref name="usdPerMtok"/>.</summary>
    public decimal MarginAt(double share, decimal usdPerMtok) =>
        1 - ((decimal)TokensPerMonthAt(share) / DailyUse.TokensPerMillion * usdPerMtok / UsdPerUserMonth);

    /// <inheritdoc/>
    public IEnumerable<RevenueLine> Lines(DailyUse use)
    {
        decimal users = Users(use);
        return [new RevenueLine("subscriptions", users / DailyUse.DaysPerMonth, "user-months", UsdPerUserMonth, users * UsdPerUserMonth / DailyUse.DaysPerMonth)];
    }
}
