using InferenceSim.Serving;

namespace InferenceSim.Experiments.Validation;

/// <summary>What playing a measurement gave, for the whole instance.</summary>
/// <param name="Report">The run of one replica.</param>
/// <param name="OutputTokensPerSecond">Output tokens per second of all replicas, over the part of the run that the protocol averages.</param>
/// <param name="TotalTokensPerSecond">Input and output tokens per second of the same.</param>
/// <param name="RequestsPerSecond">Completed requests per second of the same.</param>
public sealed record PlayResult(SimulationReport Report, double OutputTokensPerSecond, double TotalTokensPerSecond, double RequestsPerSecond);
