namespace InferenceSim.Workloads;

/// <summary>
/// A stream of requests that can be played again and again, each time the same: a trace in memory, or a generator with its seed.
/// Immutable and shared by the points of a sweep.
/// </summary>
public interface IWorkload
{
    /// <summary>A short name for tables and CSV.</summary>
    string Name { get; }

    /// <summary>Requests that a full play contains, or <c>null</c> where only playing tells.</summary>
    long? RequestCount { get; }

    /// <summary>Whether arrivals are given by time (Poisson, trace), so that the deployment can fall behind: an open loop.</summary>
    bool IsOpenLoop { get; }

    /// <summary>Counts of what was changed or left out when the workload was made (clipped lengths, dropped rows).</summary>
    WorkloadNotes Notes { get; }

    /// <summary>Starts a play from the beginning.</summary>
    IRequestSource Start();
}
