namespace InferenceSim.Economics.Costs;

/// <summary>One cost of a day.</summary>
/// <param name="Name">What is paid for.</param>
/// <param name="Behaviour">What makes it grow.</param>
/// <param name="QuantityPerDay">How much of it, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What is counted: <c>GPU-hours</c>, <c>kWh</c>, <c>M tokens</c>, <c>months</c>, <c>USD earned</c>.</param>
/// <param name="UsdPerUnit">US dollars for one unit.</param>
/// <param name="UsdPerDay">US dollars a day.</param>
public sealed record CostLine(string Name, CostBehaviour Behaviour, decimal QuantityPerDay, string Unit, decimal UsdPerUnit, decimal UsdPerDay)
{
    /// <summary>Accelerator-hours at a price.</summary>
    public const string GpuHours = "GPU-hours";

    /// <summary>Where price or quantity come from; <c>null</c> where it goes without saying.</summary>
    public string? Source { get; init; }

    /// <summary>Whether it is for hours that nobody held: idle time, however busy those that were held.</summary>
    public bool IsUnused { get; init; }

    /// <summary>Paid by the unit.</summary>
    public CostLine(string name, CostBehaviour behaviour, decimal quantityPerDay, string unit, decimal usdPerUnit)
        : this(name, behaviour, quantityPerDay, unit, usdPerUnit, quantityPerDay * usdPerUnit)
    {
    }
}
