using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>How a request ended.</summary>
/// <param name="Request">The request, arriving when its client sent it.</param>
/// <param name="Sequence">What happened to it, if it was served; its request arrives when the scheduler saw it.</param>
/// <param name="Rejection">Why it was not served to its end: rejected on arrival, or lost with a replica.</param>
public readonly record struct RequestOutcome(Request Request, FinishedSequence? Sequence, string? Rejection)
{
    /// <summary>Whether it had been taken in and was lost with the replica that served it.</summary>
    public bool IsLost { get; init; }

    /// <summary>Time to first token.</summary>
    public SimDuration? Ttft => Sequence is { OutputTokens: > 0 } s ? s.FirstToken - Request.Arrival : null;

    /// <summary>Arrival to first scheduled.</summary>
    public SimDuration? Queue => Sequence is { ComputedTokens: > 0 } s ? s.FirstScheduled - Request.Arrival : null;

    /// <summary>Whether its client gave up.</summary>
    public bool IsCancelled => Sequence is { IsCancelled: true };

    /// <summary>Whether it got nothing that is billed: rejected, lost with a replica, or given up.</summary>
    public bool IsUnserved => Sequence is null or { IsCancelled: true };

    /// <summary>Arrival to last token; <c>null</c> where it was cancelled.</summary>
    public SimDuration? E2e => IsCancelled ? null : Sequence?.Finish - Request.Arrival;

    /// <summary>(E2E - TTFT) / (output - 1), to the nearest picosecond; <c>null</c> for a single token.</summary>
    public SimDuration? Tpot => Sequence is { OutputTokens: > 1, IsCancelled: false } s
        ? new SimDuration(((s.Finish - s.FirstToken).Picoseconds + ((s.OutputTokens - 1) / 2)) / (s.OutputTokens - 1))
        : null;
}
