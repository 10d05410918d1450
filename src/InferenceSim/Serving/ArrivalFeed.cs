using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// The arrivals still to come, in order of (time, index): those the workload knows beforehand, read one ahead, and those released by
/// completions. Times are those at which the scheduler sees a request: the client's plus the time in the front end.
/// </summary>
internal sealed class ArrivalFeed
{
    private readonly IRequestSource _source;
    private readonly PriorityQueue<Request, (SimTime, int)> _released = new();
    private readonly List<Request> _justReleased = [];
    private readonly SimDuration _frontEnd;
    private Request _next;
    private bool _hasNext;

    /// <param name="source">Where requests come from.</param>
    /// <param name="frontEnd">Time from the client to the scheduler.</param>
    public ArrivalFeed(IRequestSource source, SimDuration frontEnd)
    {
        _source = source;
        _frontEnd = frontEnd;
        _hasNext = source.TryNext(out _next);
    }

    /// <summary>Whether completions must be told in order of time.</summary>
    public bool HasFollowUps => _source.HasFollowUps;

    /// <summary>When the next request arrives; <see cref="SimTime.Never"/> if none is known.</summary>
    public SimTime NextArrival
    {
        get
        {
            SimTime known = _hasNext ? _next.Arrival : SimTime.Never;
            SimTime next = _released.TryPeek(out _, out (SimTime Arrival, int) key) && key.Arrival < known ? key.Arrival : known;
            return next == SimTime.Never ? next : next + _frontEnd;
        }
    }

    /// <summary>Takes the next request, as the scheduler sees it; there must be one.</summary>
    public Request Take()
    {
        Request request = TakeFromClient();
        return request with { Arrival = request.Arrival + _frontEnd };
    }

    /// <summary>A request as its client sees it.</summary>
    public Request FromClient(in Request request) => request with { Arrival = request.Arrival - _frontEnd };

    private Request TakeFromClient()
    {
        if (_released.TryPeek(out Request released, out (SimTime, int) key)
            && (!_hasNext || key.CompareTo((_next.Arrival, _next.Index)) < 0))
        {
            return _released.Dequeue();
        }

        Request request = _next;
        _hasNext = _source.TryNext(out _next);
        return request;
    }

    /// <summary>Tells that a request ended, and keeps what that releases.</summary>
    public void OnFinished(in Request request, SimTime finish)
    {
        _justReleased.Clear();
        _source.OnFinished(request, finish, _justReleased);
        foreach (Request released in _justReleased)
        {
            _released.Enqueue(released, (released.Arrival, released.Index));
        }
    }
}
