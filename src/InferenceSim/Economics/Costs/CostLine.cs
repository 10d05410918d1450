namespace InferenceSim.Economics.Costs;

/// <summary>One cost of a day.</summary>
/// <param name="Name">What is paid for.</param>
/// <param name="Behaviour">What makes it grow.</param>
/// <param name="UsdPerDay">US dollars a day.</param>
public sealed record CostLine(string Name, CostBehaviour Behaviour, decimal UsdPerDay);
