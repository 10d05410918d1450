using InferenceSim.Economics.Costs;

namespace InferenceSim.Experiments.Answers;

/// <summary>Renting against owning the same accelerators: <c>"rent_or_buy": { ... }</c> in <c>economics</c>.</summary>
public sealed record RentOrBuyChoice
{
    /// <summary>Rent of an accelerator and hour today, US dollars. Default: the scenario's price.</summary>
    public decimal? RentUsdPerGpuHour { get; init; }

    /// <summary>What is left of the rent after a year. Default: 1, it stays.</summary>
    public double? RentFactorPerYear { get; init; }

    /// <summary>What owning costs.</summary>
    public required OwnershipCost Ownership { get; init; }

    /// <summary>Lives to compare, years. Default: 3, 4, 5, 6.</summary>
    public IReadOnlyList<double> LivesYears { get; init => field = value is null or { Count: 0 } ? [3, 4, 5, 6] : value; } = [3, 4, 5, 6];

    /// <summary>Discount rate a year. Default: the ownership's cost of capital, or 0.1.</summary>
    public double? DiscountRatePerYear { get; init; }
}
