using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>One row of a trace as its reader understood it, before windows, rate scaling and numbering.</summary>
public readonly record struct TraceRow
{
    /// <summary>The line of the file, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>Picoseconds on the file's own clock (its origin means nothing), or <c>null</c> where the row has no time.</summary>
    public Int128? Time { get; init; }

    /// <summary>Prompt tokens.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Output tokens; 0 marks a failed request.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Priority; lower is more urgent.</summary>
    public int Priority { get; init; }

    /// <summary>Number of the tenant.</summary>
    public int Tenant { get; init; }

    /// <summary>Number of the session, or -1.</summary>
    public required int Session { get; init; }

    /// <summary>The row (from 0) whose completion releases this one, or -1 if it arrives at its time.</summary>
    public required int After { get; init; }

    /// <summary>Time from that completion to the arrival.</summary>
    public SimDuration Delay { get; init; }

    /// <summary>The part of the prompt that is known by identity, first token first; the rest is the request's own. May be <c>null</c>.</summary>
    public PromptSegment[]? Content { get; init; }
}
