namespace InferenceSim.Results;

/// <summary>A line of an account.</summary>
/// <param name="Section">traffic, revenue, cost, result, unit cost, service or users.</param>
/// <param name="Line">What it tells.</param>
/// <param name="Unit">In which unit, with currency.</param>
/// <param name="Assumed">By the assumption on paper; <c>null</c> where there is none or it does not say.</param>
/// <param name="Simulated">By the simulation; <c>null</c> where it does not apply or nobody gave a price.</param>
public sealed record AccountRow(string Section, string Line, string Unit, decimal? Assumed, decimal? Simulated);
