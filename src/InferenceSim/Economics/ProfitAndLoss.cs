using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics;

/// <summary>
/// The account of a day: what is earned, what is paid, what is left; marginal and fixed costs apart. All in US dollars and exact decimals, so
/// that a spreadsheet comes to the same cents.
/// </summary>
public sealed record ProfitAndLoss
{
    private readonly Func<decimal, decimal>? _revenueAt;

    private ProfitAndLoss(DailyUse use, IReadOnlyList<RevenueLine> revenue, IReadOnlyList<CostLine> costs, Func<decimal, decimal>? revenueAt)
    {
        Use = use;
        _revenueAt = revenueAt;
        Revenue = revenue;
        Costs = costs;
        RevenueUsdPerDay = revenue.Sum(l => l.UsdPerDay);
        FixedUsdPerDay = Sum(costs, CostBehaviour.Fixed);
        ShareOfRevenueUsdPerDay = Sum(costs, CostBehaviour.ShareOfRevenue);
        MarginalUsdPerDay = Sum(costs, CostBehaviour.Marginal) + ShareOfRevenueUsdPerDay;
    }

    /// <summary>The day.</summary>
    public DailyUse Use { get; }

    /// <summary>What is earned; empty where nothing is sold.</summary>
    public IReadOnlyList<RevenueLine> Revenue { get; }

    /// <summary>What is paid.</summary>
    public IReadOnlyList<CostLine> Costs { get; }

    /// <summary>All that is earned.</summary>
    public decimal RevenueUsdPerDay { get; }

    /// <summary>Costs that are there whether or not a token is served.</summary>
    public decimal FixedUsdPerDay { get; }

    /// <summary>Costs that serving causes, shares of the revenue included.</summary>
    public decimal MarginalUsdPerDay { get; }

    /// <summary>The part of the marginal costs that is a share of the revenue.</summary>
    public decimal ShareOfRevenueUsdPerDay { get; }

    /// <summary>All that is paid.</summary>
    public decimal CostUsdPerDay => FixedUsdPerDay + MarginalUsdPerDay;

    /// <summary>What is left.</summary>
    public decimal ProfitUsdPerDay => RevenueUsdPerDay - CostUsdPerDay;

    /// <summary>Profit over revenue; <c>null</c> where nothing is earned.</summary>
    public decimal? GrossMargin => RevenueUsdPerDay == 0 ? null : ProfitUsdPerDay / RevenueUsdPerDay;

    /// <summary>What a million billed tokens cost, all of it; <c>null</c> where there are none.</summary>
    public decimal? CostUsdPerMtok => PerMillionTokens(CostUsdPerDay);

    /// <summary>The fixed part of it.</summary>
    public decimal? FixedUsdPerMtok => PerMillionTokens(FixedUsdPerDay);

    /// <summary>The marginal part of it: what one million more would cost while there is room.</summary>
    public decimal? MarginalUsdPerMtok => PerMillionTokens(MarginalUsdPerDay);

    /// <summary>
    /// One price for all billed tokens at which the profit is zero: costs that do not follow the price, over what is left of it after shares of
    /// the revenue.
    /// </summary>
    public decimal? BreakEvenUsdPerMtok => PerMillionTokens((CostUsdPerDay - ShareOfRevenueUsdPerDay) / (1 - RevenueShare));

    /// <summary>Factor on every price of the list at which the profit is zero; <c>null</c> where nothing is earned.</summary>
    public decimal? BreakEvenPriceFactor => RevenueUsdPerDay == 0
        ? null
        : (CostUsdPerDay - ShareOfRevenueUsdPerDay) / (RevenueUsdPerDay - ShareOfRevenueUsdPerDay);

    /// <summary>
    /// Part of this traffic at which the profit is zero, the accelerators being paid all the same: fixed costs over revenue less marginal costs.
    /// Above 1 the traffic does not suffice; <c>null</c> where every token loses money. Where much use has a discount, less of it has less.
    /// </summary>
    public decimal? BreakEvenLoadFraction => _revenueAt is not null
        ? LoadWithDiscounts()
        : RevenueUsdPerDay > MarginalUsdPerDay ? FixedUsdPerDay / (RevenueUsdPerDay - MarginalUsdPerDay) : null;

    private decimal RevenueShare => RevenueUsdPerDay == 0 ? 0 : ShareOfRevenueUsdPerDay / RevenueUsdPerDay;

    /// <summary>The account of <paramref name="use"/>.</summary>
    /// <param name="use">The day.</param>
    /// <param name="costs">What is paid for.</param>
    /// <param name="sales">What is sold; nothing, for an account of costs alone.</param>
    /// <param name="inside">What is used inside instead of sold.</param>
    public static ProfitAndLoss Of(
        DailyUse use, IReadOnlyList<ICostModel> costs, IReadOnlyList<IRevenueModel> sales, InternalUse? inside = null)
    {
        ArgumentNullException.ThrowIfNull(use);
        RevenueLine[] revenue = [.. Earned(use, sales, inside)];
        decimal earned = revenue.Sum(l => l.UsdPerDay);
        IEnumerable<TokenPriceList?> lists = [.. sales.OfType<TokenPriceList>(), .. sales.OfType<TenantSales>().SelectMany(m => m.Tenants).Select(t => t.Prices)];
        bool isDiscounted = lists.Any(p => p?.MonthlyDiscounts.Count > 0);
        return new ProfitAndLoss(
            use, revenue, [.. costs.SelectMany(c => c.Lines(use, earned))],
            isDiscounted ? share => Earned(use.WithTokens(share), sales, inside).Sum(l => l.UsdPerDay) : null);
    }

    private static IEnumerable<RevenueLine> Earned(DailyUse use, IReadOnlyList<IRevenueModel> sales, InternalUse? inside)
    {
        IEnumerable<RevenueLine> sold = sales.SelectMany(s => s.Lines(use));
        return inside is null ? sold : inside.Lines(use, sold);
    }

    /// <summary>The least load that pays its fixed costs, by halving: revenue grows with the load, ever more slowly.</summary>
    private decimal? LoadWithDiscounts()
    {
        const int Halvings = 60;
        const decimal Most = 1_000;
        decimal Left(decimal load) => (_revenueAt!(load) * (1 - RevenueShare)) - ((MarginalUsdPerDay - ShareOfRevenueUsdPerDay) * load) - FixedUsdPerDay;
        decimal low = 0, high = Most;
        if (Use.BilledTokens == 0 || Left(high) < 0)
        {
            return null;
        }

        for (int i = 0; i < Halvings; i++)
        {
            decimal middle = (low + high) / 2;
            (low, high) = Left(middle) < 0 ? (middle, high) : (low, middle);
        }

        return high;
    }

    private static decimal Sum(IEnumerable<CostLine> costs, CostBehaviour behaviour) =>
        costs.Where(l => l.Behaviour == behaviour).Sum(l => l.UsdPerDay);

    private decimal? PerMillionTokens(decimal usd) => Use.BilledTokens == 0 ? null : usd / Use.BilledTokens * DailyUse.TokensPerMillion;
}
