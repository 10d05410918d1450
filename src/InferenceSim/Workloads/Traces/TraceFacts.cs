using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>What a trace's rows have to be known by before the first one can be played: the outcome of reading it once.</summary>
internal sealed record TraceFacts
{
    /// <summary>Its format.</summary>
    public required TraceFormat Format { get; init; }

    /// <summary>Tokens in a hash block, or 0.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>Whether all rows have times.</summary>
    public required bool HasTimes { get; init; }

    /// <summary>Requests, after what is left out.</summary>
    public required int Count { get; init; }

    /// <summary>Picoseconds to take off every arrival.</summary>
    public required long Start { get; init; }

    /// <summary>The last arrival.</summary>
    public required SimTime End { get; init; }

    /// <summary>The most picoseconds by which a row arrives before one that stands above it; 0 in a sorted file.</summary>
    public required long Disorder { get; init; }

    /// <summary>One more than the highest session number.</summary>
    public required int SessionSpan { get; init; }

    /// <summary>One more than the highest block id.</summary>
    public required long BlockSpan { get; init; }

    /// <summary>Whether any row has content.</summary>
    public required bool HasContent { get; init; }

    /// <summary>Bytes of the file, packed as it is.</summary>
    public required long FileBytes { get; init; }

    /// <summary>What was left out.</summary>
    public required WorkloadNotes Notes { get; init; }
}
