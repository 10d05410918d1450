using InferenceSim.Scheduling;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments.Validation;

/// <summary>All that the play of a measurement depends on; equal specs give equal results and are played once.</summary>
public sealed record PlaySpec
{
    /// <summary>Model, accelerators, formats and host costs of one replica.</summary>
    public required ServingLayout Layout { get; init; }

    /// <summary>The engine's configuration.</summary>
    public required EngineOptions Engine { get; init; }

    /// <summary>How requests come to one replica.</summary>
    public required ArrivalSpec Arrivals { get; init; }

    /// <summary>Input lengths.</summary>
    public required ILengthDistribution InputTokens { get; init; }

    /// <summary>
    /// Texts that prompts begin with: one for all, as long as the hit rate that a row publishes makes it, or the whole prompts of a source that
    /// sends the same ones again. <c>null</c> where prompts have nothing in common.
    /// </summary>
    public required SharedPrefixSpec? SharedPrefix { get; init; }

    /// <summary>Output lengths.</summary>
    public required ILengthDistribution OutputTokens { get; init; }

    /// <summary>Requests of one replica.</summary>
    public required int Requests { get; init; }

    /// <summary>Independent replicas that share the load evenly.</summary>
    public required int Replicas { get; init; }

    /// <summary>Tokens that the server sends to a client at a time; 0 where it streams none.</summary>
    public required int StreamInterval { get; init; }

    /// <summary>Whether requests reach the scheduler without a front end.</summary>
    public required bool InProcess { get; init; }

    /// <summary>
    /// Time of the front end for a request, where a source's servers need more than their engine's usual: it works on all that are there by
    /// turns, so that what comes at once gets through together, at the end. <c>null</c> for the engine's own.
    /// </summary>
    public double? FrontEndRequestSeconds { get; init; }

    /// <summary>What throughput is averaged over.</summary>
    public required ThroughputRule Throughput { get; init; }
}
