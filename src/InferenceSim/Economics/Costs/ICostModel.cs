namespace InferenceSim.Economics.Costs;

/// <summary>A way to pay for accelerators or for what goes with them.</summary>
public interface ICostModel
{
    /// <summary>What a day costs, line by line.</summary>
    /// <param name="use">The day.</param>
    /// <param name="revenueUsdPerDay">What is earned in it, for fees that are a share of it.</param>
    IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay);
}
