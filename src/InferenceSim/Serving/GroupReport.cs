namespace InferenceSim.Serving;

/// <summary>What one group of a deployment did.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Report">
/// Its counts, sums and latencies over the window of the whole run. Arrivals and rejections belong to the deployment and are not in it.
/// </param>
public sealed record GroupReport(string Name, SimulationReport Report);
