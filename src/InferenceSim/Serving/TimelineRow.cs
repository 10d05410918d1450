using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>One interval of a run's time series. Steps belong to the interval in which they were scheduled.</summary>
/// <param name="Start">Start of the interval.</param>
/// <param name="Length">Its length.</param>
/// <param name="Arrived">Requests that arrived.</param>
/// <param name="Completed">Requests that got their last token.</param>
/// <param name="OutputTokens">Tokens produced.</param>
/// <param name="ComputedTokens">Tokens computed, prefill included.</param>
/// <param name="BusyFraction">Share of the interval that steps scheduled in it took; above 1 where the last one reaches beyond it.</param>
/// <param name="MeanBatch">Sequences per step.</param>
/// <param name="Running">Sequences running at its end.</param>
/// <param name="Waiting">Sequences waiting at its end.</param>
/// <param name="KvFraction">Share of the KV cache in use at its end.</param>
/// <param name="Replicas">Replicas that are there and paid for at its end.</param>
/// <param name="ReplicaTime">Time that the replicas of each group were there, in picoseconds.</param>
public readonly record struct TimelineRow(
    SimTime Start,
    SimDuration Length,
    long Arrived,
    long Completed,
    long OutputTokens,
    long ComputedTokens,
    double BusyFraction,
    double MeanBatch,
    int Running,
    long Waiting,
    double KvFraction,
    int Replicas,
    IReadOnlyList<Int128> ReplicaTime);
