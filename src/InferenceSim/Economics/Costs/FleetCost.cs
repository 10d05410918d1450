namespace InferenceSim.Economics.Costs;

/// <summary>Groups of accelerators that are paid for in different ways or at different prices: each its own lines for its own hours.</summary>
/// <param name="groups">Name, way of paying and day of each group.</param>
/// <param name="billedTokens">Tokens that all of them bill in that day: with more or fewer, what serving causes in a group grows or shrinks as much.</param>
public sealed class FleetCost(IReadOnlyList<(string Name, ICostModel Cost, DailyUse Use)> groups, decimal billedTokens) : ICostModel
{
    /// <inheritdoc/>
    public IEnumerable<CostLine> Lines(DailyUse use, decimal revenueUsdPerDay) =>
        Days(use).SelectMany(g => g.Cost.Lines(g.Use, revenueUsdPerDay).Select(l => l with { Name = $"{g.Name}: {l.Name}" }));

    /// <inheritdoc/>
    public decimal? ItKwh(DailyUse use) => Days(use).Aggregate((decimal?)0, (sum, g) => sum + g.Cost.ItKwh(g.Use));

    /// <inheritdoc/>
    public IEnumerable<(OwnershipCost Cost, decimal Accelerators)> Bought(DailyUse use) => Days(use).SelectMany(g => g.Cost.Bought(g.Use));

    private IEnumerable<(string Name, ICostModel Cost, DailyUse Use)> Days(DailyUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        decimal share = billedTokens == 0 ? 1 : use.BilledTokens / billedTokens;
        return groups.Select(g => (g.Name, g.Cost, g.Use.WithTokens(share)));
    }
}
