using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>A trace under an arrival process of the user's choice.</summary>
internal sealed class ReplayedTrace : IWorkload
{
    private readonly ITrace _trace;
    private readonly Func<ISessionScript> _script;
    private readonly ArrivalSpec _arrivals;
    private readonly int? _requests;
    private readonly ulong _seed;

    private ReplayedTrace(ITrace trace, Func<ISessionScript> script, ArrivalSpec arrivals, int? requests, ulong seed)
    {
        _trace = trace;
        _script = script;
        _arrivals = arrivals;
        _requests = requests;
        _seed = seed;
    }

    public string Name => _trace.Name;

    public long? RequestCount => _requests;

    public bool IsOpenLoop => _arrivals.IsOpenLoop;

    public WorkloadNotes Notes => _trace.Notes;

    /// <summary>A replay.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="script">Gives its rows from the beginning.</param>
    /// <param name="arrivals">How requests or sessions arrive.</param>
    /// <param name="requests">Requests in all, or <c>null</c> for as many as the trace has, or as arrive in the arrivals' duration.</param>
    /// <param name="seed">The seed of the arrivals.</param>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    public static ReplayedTrace Create(ITrace trace, Func<ISessionScript> script, ArrivalSpec arrivals, int? requests, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        arrivals.Validate();
        int? count = requests ?? (arrivals.DurationSeconds is null ? (int)trace.RequestCount!.Value : null);
        if (count < 1)
        {
            throw new InvalidConfigurationException($"requests: {count} must be at least 1");
        }

        ArrivalSpan.Check(arrivals, count);
        return new ReplayedTrace(trace, script, arrivals, count, seed);
    }

    public IRequestSource Start() => new ScriptedSource(_script(), _arrivals, _requests, _seed);
}
