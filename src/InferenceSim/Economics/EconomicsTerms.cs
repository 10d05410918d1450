using InferenceSim.Economics.Costs;
using InferenceSim.Economics.Revenues;

namespace InferenceSim.Economics;

/// <summary>How a deployment is paid for and what it sells: applied to a day, simulated or assumed, they give its account.</summary>
public sealed record EconomicsTerms
{
    /// <summary>How accelerators are paid for.</summary>
    public required ICostModel Accelerators { get; init; }

    /// <summary>What is paid beside them.</summary>
    public OverheadCost? Overhead { get; init; }

    /// <summary>Token prices; <c>null</c> where none are asked.</summary>
    public TokenPriceList? Prices { get; init; }

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
    public bool HasSales => Prices is not null || OtherSales.Count > 0 || Inside is not null;

    /// <summary>Whether hours are let instead of tokens sold: idle time is then the owner's, by the share that is let.</summary>
    public GpuHourSale? HoursLet => OtherSales.OfType<GpuHourSale>().FirstOrDefault();

    /// <summary>The money of <paramref name="use"/>.</summary>
    public RunEconomics Of(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        IReadOnlyList<ICostModel> costs = Overhead is null ? [Accelerators] : [Accelerators, Overhead];
        IReadOnlyList<IRevenueModel> sales = Prices is null ? OtherSales : [Prices with { SoldShare = 1 - (Inside?.SelfUseShare ?? 0) }, .. OtherSales];
        ProfitAndLoss account = ProfitAndLoss.Of(use, costs, sales, Inside);

        // Where no hour was held (a group that was never scaled up) an hour costs what it would.
        decimal hour = use.PaidGpuHours == 0
            ? (Accelerators as RentalCost)?.UsdPerGpuHour ?? 0
            : Accelerators.Lines(use, 0).Sum(l => l.UsdPerDay) / use.PaidGpuHours;
        return new RunEconomics(this, account, CostAttribution.Of(account, CachedInputPoolShare), hour);
    }
}
