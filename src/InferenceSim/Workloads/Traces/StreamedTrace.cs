using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// A trace too long to be held: every play reads its file anew, one row ahead of the run. Made by <see cref="TraceFile.Open"/>; plays give
/// the same requests as the trace in memory would.
/// </summary>
public sealed class StreamedTrace : ITrace
{
    private readonly Func<Stream> _open;
    private readonly string _source;
    private readonly TraceOptions _options;
    private readonly TraceFacts _facts;

    internal StreamedTrace(Func<Stream> open, string source, TraceOptions options, TraceFacts facts)
    {
        _open = open;
        _source = source;
        _options = options;
        _facts = facts;
        Name = TraceFile.NameOf(source);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TraceFormat Format => _facts.Format;

    /// <inheritdoc/>
    public int? BlockTokens => _facts.BlockTokens == 0 ? null : _facts.BlockTokens;

    /// <inheritdoc/>
    public bool HasArrivalTimes => _facts.HasTimes;

    /// <inheritdoc/>
    public bool HasContent => _facts.HasContent;

    /// <inheritdoc/>
    public long? RequestCount => _facts.Count;

    /// <inheritdoc/>
    public bool IsOpenLoop => HasArrivalTimes && _facts.End > SimTime.Zero;

    /// <inheritdoc/>
    public WorkloadNotes Notes => _facts.Notes;

    /// <inheritdoc/>
    /// <exception cref="InvalidConfigurationException">The trace has no arrival times, or its file is gone or changed.</exception>
    public IRequestSource Start() => HasArrivalTimes ? new Source(Read()) : throw TraceProblem.NoTimes(Name);

    /// <inheritdoc/>
    public IWorkload WithArrivals(ArrivalSpec arrivals, int? requests = null, ulong seed = 0) =>
        ReplayedTrace.Create(this, () => new Script(this), arrivals, requests, seed);

    private TraceFileRows Read() => new(_open, _source, _options, _facts);

    /// <summary>Plays the rows by their times.</summary>
    private sealed class Source(TraceFileRows rows) : IRequestSource
    {
        private int _index;
        private bool _ended;

        public bool HasFollowUps => false;

        public bool TryNext(out Request request)
        {
            request = default;
            _ended = _ended || !rows.TryNext(_index, 0, out request);
            _index++;
            return !_ended;
        }

        public void OnFinished(in Request request, SimTime finish, List<Request> released)
        {
        }

        public void Dispose() => rows.Dispose();
    }

    /// <summary>Gives the rows one after the other, and again from the beginning when they are used up.</summary>
    private sealed class Script(StreamedTrace trace) : ISessionScript
    {
        private TraceFileRows _rows = trace.Read();
        private int _pass;

        public bool HasTurns => false;

        public int Begin(int session, int firstIndex, int limit, SimTime arrival, out Request first)
        {
            while (!_rows.TryNext(firstIndex, _pass * trace._facts.BlockSpan, out first))
            {
                _rows = trace.Read();
                _pass++;
            }

            first = first with { Arrival = arrival, Session = first.Session < 0 ? -1 : first.Session + _pass * trace._facts.SessionSpan };
            return 1;
        }

        public bool TryContinue(in Request finished, SimTime finish, out Request next)
        {
            next = default;
            return false;
        }

        public void Dispose() => _rows.Dispose();
    }
}
