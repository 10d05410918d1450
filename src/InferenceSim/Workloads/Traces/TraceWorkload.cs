using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>A trace in memory, played as it was recorded. Made by <see cref="TraceFile.Load"/>.</summary>
public sealed class TraceWorkload : IWorkload
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

    /// <summary>The format it was read from.</summary>
    public TraceFormat Format { get; }

    /// <summary>Tokens in one of the trace's own hash blocks, or <c>null</c> where it has none.</summary>
    public int? BlockTokens { get; }

    /// <summary>Whether the trace tells when requests arrive; if not, it can only be played <see cref="WithArrivals"/>.</summary>
    public bool HasArrivalTimes { get; }

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
        : throw new InvalidConfigurationException($"{Name} has lengths but no arrival times: give a rate (--rate) or a number of users (--concurrency)");

    /// <summary>
    /// The same lengths and contents under another arrival process. Each row (or each session, with its recorded delays) is taken in
    /// file order; past the end the trace begins again with new block ids, so that a second pass does not hit the first one's cache.
    /// </summary>
    /// <param name="arrivals">How requests or sessions arrive.</param>
    /// <param name="requests">Requests in all, or <c>null</c> for as many as the trace has, or as arrive in the arrivals' duration.</param>
    /// <param name="seed">The seed of the arrivals.</param>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    public IWorkload WithArrivals(ArrivalSpec arrivals, int? requests = null, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        arrivals.Validate();
        int? count = requests ?? (arrivals.DurationSeconds is null ? _requests.Length : null);
        if (count < 1)
        {
            throw new InvalidConfigurationException($"requests: {count} must be at least 1");
        }

        ArrivalSpan.Check(arrivals, count);
        return new ReplayedTrace(this, new TraceChains(_requests, _next, _delays), arrivals, count, seed);
    }
}
