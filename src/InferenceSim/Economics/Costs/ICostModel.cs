namespace InferenceSim.Economics.Costs;

/// <summary>A way to pay for accelerators or for what goes with them.</summary>
public interface ICostModel
{
    /// <summary>What a day costs, line by line.</summary>
    /// <param name="use">The day.</param>
    /// <param name="revenueUsdPerDay">What is earned in it, for fees that are a share of it.</param>
    IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay);

    /// <summary>Kilowatt-hours of a day before cooling and losses; <c>null</c> where no power is known.</summary>
    decimal? ItKwh(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.IdleKwh + use.ServingKwh;
    }

    /// <summary>The accelerators of a day that are bought, by the way they are; none where all are rented.</summary>
    IEnumerable<(OwnershipCost Cost, decimal Accelerators)> Bought(DailyUse use) => [];
}
