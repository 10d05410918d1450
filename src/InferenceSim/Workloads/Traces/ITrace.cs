namespace InferenceSim.Workloads.Traces;

/// <summary>A recorded workload, in memory (<see cref="TraceWorkload"/>) or read anew for each play (<see cref="StreamedTrace"/>).</summary>
public interface ITrace : IWorkload
{
    /// <summary>The format it was read from.</summary>
    TraceFormat Format { get; }

    /// <summary>Tokens in one of the trace's own hash blocks, or <c>null</c> where it has none.</summary>
    int? BlockTokens { get; }

    /// <summary>Whether the trace tells when requests arrive; if not, it can only be played <see cref="WithArrivals"/>.</summary>
    bool HasArrivalTimes { get; }

    /// <summary>Whether any prompt has a part that is known by identity.</summary>
    bool HasContent { get; }

    /// <summary>
    /// The same lengths and contents under another arrival process. Each row (or each session, with its recorded delays) is taken in
    /// file order; past the end the trace begins again with new block ids, so that a second pass does not hit the first one's cache.
    /// </summary>
    /// <param name="arrivals">How requests or sessions arrive.</param>
    /// <param name="requests">Requests in all, or <c>null</c> for as many as the trace has, or as arrive in the arrivals' duration.</param>
    /// <param name="seed">The seed of the arrivals.</param>
    /// <exception cref="Simulation.InvalidConfigurationException">A number is out of range.</exception>
    IWorkload WithArrivals(ArrivalSpec arrivals, int? requests = null, ulong seed = 0);
}
