namespace InferenceSim.Experiments.Validation;

/// <summary>How many requests a source submits for a pair of lengths.</summary>
/// <param name="Isl">Input tokens.</param>
/// <param name="Osl">Output tokens.</param>
/// <param name="Requests">Requests.</param>
public sealed record OfflineRequests(int Isl, int Osl, int Requests);
