namespace InferenceSim.Workloads.Traces;

/// <summary>Reads one trace format row by row; the file is never held as text.</summary>
internal interface ITraceReader
{
    /// <summary>The format it reads.</summary>
    TraceFormat Format { get; }

    /// <summary>Tokens in a hash block, or 0 where the format has none.</summary>
    int BlockTokens { get; }

    /// <summary>Whether the file's clock is the run's clock, so that times are not moved to begin at the first row.</summary>
    bool KeepsOrigin => false;

    /// <summary>The rows in file order.</summary>
    IEnumerable<TraceRow> Read();
}
