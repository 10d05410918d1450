using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics;

/// <summary>How a deployment is paid for and what it sells: applied to a day, simulated or assumed, they give its account.</summary>
public sealed record EconomicsTerms
{
    // A difference of sums has their last digits, which are noise.
    private const int MoneyDigits = 15;

    /// <summary>How accelerators are paid for.</summary>
    public required ICostModel Accelerators { get; init; }

    /// <summary>What is paid beside them.</summary>
    public OverheadCost? Overhead { get; init; }

    /// <summary>Token prices; <c>null</c> where none are asked.</summary>
    public TokenPriceList? Prices { get; init; }

    /// <summary>The tenants of a mix, who pay prices of their own; <c>null</c> where there is no mix.</summary>
    public TenantSales? Tenants { get; init; }

    /// <summary>What else is sold.</summary>
    public IReadOnlyList<IRevenueModel> OtherSales { get; init; } = [];

    /// <summary>What is used inside instead of sold.</summary>
    public InternalUse? Inside { get; init; }

    /// <summary>Part of the fixed costs that is laid on the KV cache.</summary>
    public decimal CachedInputPoolShare { get; init; }

    /// <summary>What a task takes that somebody wants resolved.</summary>
    public TaskShape? Task { get; init; }

    /// <summary>People who make this traffic.</summary>
    public decimal? Users { get; init; }

    /// <summary>Grams of CO2 equivalents for a kilowatt-hour from the grid.</summary>
    public decimal? GridGco2PerKwh { get; init; }

    /// <summary>Power usage effectiveness, for energy and emissions of the site. Default 1: of the accelerators alone.</summary>
    public decimal? Pue { get; init; }

    /// <summary>Whether anything is sold.</summary>
    public bool HasSales => SellsTokens || OtherSales.Count > 0 || Inside is not null;

    /// <summary>Whether tokens have prices.</summary>
    public bool SellsTokens => Prices is not null || Tenants?.HasPrices == true;

    /// <summary>Whether hours are let instead of tokens sold: idle time is then the owner's, by the share that is let.</summary>
    public GpuHourSale? HoursLet => OtherSales.OfType<GpuHourSale>().FirstOrDefault();

    /// <summary>The money of <paramref name="use"/>.</summary>
    public RunEconomics Of(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        IReadOnlyList<ICostModel> costs = Overhead is null ? [Accelerators] : [Accelerators, Overhead];
        ProfitAndLoss account = ProfitAndLoss.Of(use, costs, [.. TokenSales(Tenants), .. OtherSales], Inside);

        // Where no hour was held (a group that was never scaled up) an hour costs what it would.
        decimal hour = use.PaidGpuHours == 0
            ? (Accelerators as RentalCost)?.UsdPerGpuHour ?? 0
            : Accelerators.Lines(use, 0).Sum(l => l.UsdPerDay) / use.PaidGpuHours;
        return new RunEconomics(this, account, CostAttribution.Of(account, CachedInputPoolShare), hour);
    }

    /// <summary>The same terms with every token price changed.</summary>
    public EconomicsTerms WithPrices(Func<TokenPriceList, TokenPriceList> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Prices = Prices is null ? null : change(Prices), Tenants = Tenants?.With(change) };
    }

    /// <summary>
    /// What the unserved requests of a day would have paid at these prices, in tokens or resolved tasks, beside all that was sold; <c>null</c> where neither
    /// has a price, or nobody knows what was not served.
    /// </summary>
    public decimal? LostUsdPerDay(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        OutcomeSale[] tasks = [.. OtherSales.OfType<OutcomeSale>()];
        if (use.Unserved is null || !(SellsTokens || tasks.Length > 0))
        {
            return null;
        }

        decimal lost = Tenants is { IsCounted: true, HasPrices: true }
            ? Tenants.Tenants.Sum(t => LostFrom(t, use) ?? 0)
            : More(TokenSales(null), use);
        return lost + More(tasks, use);
    }

    /// <summary>What a tenant's tokens bring a day, its part of what is used inside included; <c>null</c> where they have no price.</summary>
    internal decimal? EarnedFrom(TenantSale tenant, DailyUse use) => tenant.Prices is null ? null
        : ProfitAndLoss.Of(tenant.Of(use), [], TokenSales(new TenantSales([tenant with { Share = new TokenShare(1, 1, 1) }])), Inside).RevenueUsdPerDay;

    /// <summary>What a tenant's unserved requests would have paid a day; <c>null</c> where its tokens have no price.</summary>
    internal decimal? LostFrom(TenantSale tenant, DailyUse use) => tenant.Prices is null || tenant.Unserved is null ? null
        : More(TokenSales(new TenantSales([tenant with { Share = new TokenShare(1, 1, 1) }])), tenant.Of(use));

    /// <summary>What the unserved requests would have added to what is sold.</summary>
    private decimal More(IReadOnlyList<IRevenueModel> sales, DailyUse use)
    {
        decimal Sold(DailyUse day) => sales.SelectMany(s => s.Lines(day)).Sum(l => l.UsdPerDay) * SoldShare;
        return decimal.Round(Sold(use.WithUnserved()) - Sold(use), MoneyDigits);
    }

    private decimal SoldShare => 1 - (Inside?.SelfUseShare ?? 0);

    /// <summary>The sale of tokens: to the tenants of a mix, or at one price list.</summary>
    private IReadOnlyList<IRevenueModel> TokenSales(TenantSales? mix) =>
        mix is { IsCounted: true, HasPrices: true } ? [mix.With(p => p with { SoldShare = SoldShare })]
        : Prices is not null ? [Prices with { SoldShare = SoldShare }]
        : [];
}
