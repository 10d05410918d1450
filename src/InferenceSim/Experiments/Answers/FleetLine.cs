namespace InferenceSim.Experiments.Answers;

/// <summary>A figure of a day: as published, as the published rates of a node make it, and as the simulated ones do.</summary>
/// <param name="Item">What it is.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Published">Published; <c>null</c> where nothing was.</param>
/// <param name="AtPublishedRates">Computed from the published rates; <c>null</c> where they are not known.</param>
/// <param name="Simulated">Computed from the simulated rates.</param>
public sealed record FleetLine(string Item, string Unit, double? Published, double? AtPublishedRates, double Simulated)
{
    /// <summary>How far the simulation is from what was published, else from what the published rates make, in percent of it.</summary>
    public double? DifferencePercent => (Published ?? AtPublishedRates) is double known and not 0 ? ((Simulated / known) - 1) * 100 : null;
}
