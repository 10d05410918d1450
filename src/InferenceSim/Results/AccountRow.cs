namespace InferenceSim.Results;

/// <summary>A line of an account.</summary>
/// <param name="Section">traffic, revenue, cost, result, not served, unit cost, service, tenants, users, alternatives or per gigawatt.</param>
/// <param name="Line">What it tells.</param>
/// <param name="Unit">In which unit, with currency.</param>
/// <param name="Assumed">By the assumption on paper; <c>null</c> where there is none or it does not say.</param>
/// <param name="Simulated">By the simulation; <c>null</c> where it does not apply or nobody gave a price.</param>
public sealed record AccountRow(string Section, string Line, string Unit, decimal? Assumed, decimal? Simulated)
{
    /// <summary>Lowest figure within the error band of the simulation; <c>null</c> where the band does not move it.</summary>
    public decimal? SimulatedLow { get; init; }

    /// <summary>Highest figure within the error band.</summary>
    public decimal? SimulatedHigh { get; init; }

    /// <summary>Of an earning or a cost: how much was assumed of what is paid by the unit.</summary>
    public decimal? AssumedQuantity { get; init; }

    /// <summary>How much of it was simulated.</summary>
    public decimal? SimulatedQuantity { get; init; }

    /// <summary>What is counted, for a day.</summary>
    public string? QuantityUnit { get; init; }

    /// <summary>US dollars for one unit: the amount is the quantity times this.</summary>
    public decimal? UsdPerUnit { get; init; }

    /// <summary>Where a price comes from.</summary>
    public string? Source { get; init; }
}
