using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics;

/// <summary>
/// What a tenant of a mix pays and what its tokens cost. Costs go by the busy rule of <see cref="CostAttribution"/>: a token of a kind costs every
/// tenant the same, but for what attention reads for it, which is paid by whose contexts are read; a share of the revenue is paid by whose revenue it is.
/// </summary>
/// <param name="Sale">Who it is, its prices and its part of the tokens.</param>
/// <param name="RevenueUsdPerDay">What it pays a day; <c>null</c> where no token price is known, or other things than tokens are sold.</param>
/// <param name="CostUsdPerDay">What its tokens cost a day, whole cents; all tenants together make the costs of the account.</param>
/// <param name="CostShare">Its part of all costs; all tenants together are 1.</param>
/// <param name="LostUsdPerDay">What its unserved requests would have paid a day; <c>null</c> where its prices are not known.</param>
public sealed record TenantAccount(TenantSale Sale, decimal? RevenueUsdPerDay, decimal CostUsdPerDay, decimal CostShare, decimal? LostUsdPerDay)
{
    /// <summary>What it leaves.</summary>
    public decimal? ProfitUsdPerDay => RevenueUsdPerDay - CostUsdPerDay;

    /// <summary>That over what it pays; <c>null</c> where it pays nothing.</summary>
    public decimal? GrossMargin => RevenueUsdPerDay is null or 0 ? null : ProfitUsdPerDay / RevenueUsdPerDay;

    /// <summary>The accounts of the tenants of a run; none where there is no mix, or nothing was billed.</summary>
    public static IReadOnlyList<TenantAccount> Of(RunEconomics economics)
    {
        ArgumentNullException.ThrowIfNull(economics);
        (EconomicsTerms terms, ProfitAndLoss account) = (economics.Terms, economics.Account);
        if (terms.Tenants is not { IsCounted: true } mix || economics.Attribution is not { } attribution)
        {
            return [];
        }

        bool sellsTokensOnly = terms.OtherSales.Count == 0;
        decimal?[] revenue = [.. mix.Tenants.Select(t => sellsTokensOnly ? terms.EarnedFrom(t, account.Use) : null)];
        decimal[] byRevenue = [.. revenue.Select(r => account.RevenueUsdPerDay == 0 ? 0 : (r ?? 0) / account.RevenueUsdPerDay)];
        decimal[] costs = attribution.Divide(mix.Tenants, byRevenue);
        decimal all = costs.Sum();
        return costs.Length == 0 ? [] :
        [
            .. mix.Tenants.Select((t, i) => new TenantAccount(
                t, revenue[i], costs[i], all == 0 ? 0 : costs[i] / all, sellsTokensOnly ? terms.LostFrom(t, account.Use) : null)),
        ];
    }
}
