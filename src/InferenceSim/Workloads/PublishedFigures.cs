namespace InferenceSim.Workloads;

/// <summary>What the source of a workload publishes about it; a test samples the workload and compares.</summary>
/// <param name="Prompt">Prompt lengths (of the first turn, where there are sessions).</param>
/// <param name="Output">Output lengths.</param>
/// <param name="NewTokens">New tokens of later turns.</param>
/// <param name="Tolerance">How far a sampled figure may be from the published one, as a share of it.</param>
public sealed record PublishedFigures(
    LengthFigures? Prompt = null, LengthFigures? Output = null, LengthFigures? NewTokens = null, double Tolerance = 0.05);
