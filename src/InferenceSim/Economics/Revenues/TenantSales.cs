namespace InferenceSim.Economics.Revenues;

/// <summary>What the tenants of a mix buy, each at prices of its own; price tiers and discounts for much use are each tenant's.</summary>
/// <param name="Tenants">The tenants, in their order.</param>
public sealed record TenantSales(IReadOnlyList<TenantSale> Tenants) : IRevenueModel
{
    /// <summary>Whether they pay for tokens.</summary>
    public bool HasPrices => Tenants.Any(t => t.Prices is not null);

    /// <summary>Whether a run has counted what each uses.</summary>
    public bool IsCounted => Tenants.Any(t => t.Share != default);

    /// <inheritdoc/>
    public IEnumerable<RevenueLine> Lines(DailyUse use) => Tenants.SelectMany(t => t.Lines(use));

    /// <summary>These prices for what the tenants of another account of the same day used.</summary>
    public TenantSales UsedAs(TenantSales? counted) => counted is null
        ? this
        : new([.. Tenants.Zip(counted.Tenants, (t, used) => t with { Share = used.Share, Contexts = used.Contexts, Unserved = used.Unserved })]);

    /// <summary>The same with every price list changed.</summary>
    public TenantSales With(Func<TokenPriceList, TokenPriceList> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new([.. Tenants.Select(t => t.Prices is null ? t : t with { Prices = change(t.Prices) })]);
    }
}
