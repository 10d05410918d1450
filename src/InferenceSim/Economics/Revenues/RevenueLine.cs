namespace InferenceSim.Economics.Revenues;

/// <summary>One earning of a day.</summary>
/// <param name="Name">What is sold.</param>
/// <param name="QuantityPerDay">How much of it, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What is counted: <c>M tokens</c>, <c>GPU-hours</c>, <c>user-months</c>, <c>tasks</c>.</param>
/// <param name="UsdPerUnit">US dollars for one unit.</param>
/// <param name="UsdPerDay">US dollars a day.</param>
public sealed record RevenueLine(string Name, decimal QuantityPerDay, string Unit, decimal UsdPerUnit, decimal UsdPerDay)
{
    /// <summary>Earned per unit, for things that are sold by the unit.</summary>
    public RevenueLine(string name, decimal quantityPerDay, string unit, decimal usdPerUnit)
        : this(name, quantityPerDay, unit, usdPerUnit, quantityPerDay * usdPerUnit)
    {
    }
}
