using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// What stands between clients and the scheduler (HTTP, tokenizing, queues between processes): one server that takes requests in the order of
/// their arrival, and a latency after it that takes any number at once. All of it counts in a request's latencies, none in a step.
/// </summary>
public sealed record FrontEndOptions
{
    /// <summary>Time from the server to the scheduler.</summary>
    public SimDuration Latency { get; init; }

    /// <summary>Time of the server for a request of any length: the reciprocal of the most requests it passes on.</summary>
    public SimDuration PerRequest { get; init; }

    /// <summary>Time of the server for a token of the prompt.</summary>
    public SimDuration PerPromptToken { get; init; }
}
