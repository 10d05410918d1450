namespace InferenceSim.Economics.Revenues;

/// <summary>A way to earn with accelerators.</summary>
public interface IRevenueModel
{
    /// <summary>What a day earns, line by line.</summary>
    IEnumerable<RevenueLine> Lines(DailyUse use);
}
