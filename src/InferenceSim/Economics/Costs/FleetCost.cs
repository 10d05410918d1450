namespace InferenceSim.Economics.Costs;

/// <summary>Groups of accelerators that are paid for in different ways or at different prices: each its own lines for its own hours.</summary>
/// <param name="groups">Name, way of paying and day of each group.</param>
public sealed class FleetCost(IReadOnlyList<(string Name, ICostModel Cost, DailyUse Use)> groups) : ICostModel
{
    /// <inheritdoc/>
    public IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay) =>
        groups.SelectMany(g => g.Cost.Lines(g.Use, revenueUsdPerDay).Select(l => l with { Name = $"{g.Name}: {l.Name}" }));
}
