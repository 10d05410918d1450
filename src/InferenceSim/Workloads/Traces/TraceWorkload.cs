using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>A trace in memory, played as it was recorded. Made by <see cref="TraceFile.Load"/>.</summary>
public sealed class TraceWorkload : ITrace
{
    private readonly Request[] _requests;
    private readonly int[]? _next;
    private readonly SimDuration[]? _delays;

    internal TraceWorkload(
        string name, TraceFormat format, int blockTokens, bool hasArrivalTimes, Request[] requests, int[]? next, SimDuration[]? delays)
    {
        Name = name;
        Format = format;
        BlockTokens = blockTokens == 0 ? null : blockTokens;
        HasArrivalTimes = hasArrivalTimes;
        _requests = requests;
        _next = next;
        _delays = delays;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TraceFormat Format { get; }

    /// <inheritdoc/>
    public int? BlockTokens { get; }

    /// <inheritdoc/>
    public bool HasArrivalTimes { get; }

    /// <inheritdoc/>
    public bool HasContent => Array.Exists(_requests, static r => r.Content is not null);

    /// <inheritdoc/>
    public long? RequestCount => _requests.Length;

    /// <inheritdoc/>
    public bool IsOpenLoop => HasArrivalTimes && _requests[^1].Arrival > SimTime.Zero;

    /// <summary>Whether some requests are released by the completion of others (turns of sessions).</summary>
    public bool HasFollowUps => _next is not null;

    /// <inheritdoc/>
    public WorkloadNotes Notes { get; internal init; } = new();

    /// <summary>
    /// All requests in order of their index. The arrival of a request that another one releases is the recorded time, or, if none is
    /// recorded, the time it would have if answers took no time.
    /// </summary>
    public IReadOnlyList<Request> Requests => _requests;

    /// <inheritdoc/>
    /// <exception cref="InvalidConfigurationException">The trace has no arrival times.</exception>
    public IRequestSource Start() => HasArrivalTimes
        ? new TraceSource(_requests, _next, _delays)
        : throw TraceProblem.NoTimes(Name);

    /// <inheritdoc/>
    public IWorkload WithArrivals(ArrivalSpec arrivals, int? requests = null, ulong seed = 0)
    {
        Lazy<TraceChains> chains = new(() => new TraceChains(_requests, _next, _delays));
        return ReplayedTrace.Create(this, () => new TraceScript(chains.Value), arrivals, requests, seed);
    }
}
