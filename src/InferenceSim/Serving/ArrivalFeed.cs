using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// The arrivals still to come, in order of (time, index): those the workload knows beforehand, read one ahead, and those released by
/// completions. Times are those at which the scheduler sees a request, behind the front end.
/// </summary>
internal sealed class ArrivalFeed : IDisposable
{
    private readonly IRequestSource _source;
    private readonly PriorityQueue<Request, (SimTime, int)> _released = new();
    private readonly List<Request> _justReleased = [];
    private readonly FrontEnd _frontEnd;
    private Request _next;
    private bool _hasNext;

    /// <param name="source">Where requests come from.</param>
    /// <param name="frontEnd">What stands between clients and the scheduler.</param>
    public ArrivalFeed(IRequestSource source, FrontEndOptions frontEnd)
    {
        _source = source;
        _frontEnd = new FrontEnd(frontEnd);
        _hasNext = source.TryNext(out _next);
        NextArrival = Soonest();
    }

    /// <summary>Whether completions must be told in order of time.</summary>
    public bool HasFollowUps => _source.HasFollowUps;

    /// <summary>When the next request arrives; <see cref="SimTime.Never"/> if none is known.</summary>
    public SimTime NextArrival { get; private set; }

    /// <summary>Takes the next request, as the scheduler sees it; there must be one.</summary>
    public void Take(out Request request)
    {
        if (IsReleasedNext)
        {
            request = _frontEnd.Pass(_released.Dequeue());
        }
        else
        {
            request = _frontEnd.Pass(_next);
            _hasNext = _source.TryNext(out _next);
        }

        NextArrival = Soonest();
    }

    /// <inheritdoc cref="FrontEnd.Seen"/>
    public Request Seen(in Request request) => _frontEnd.Seen(request);

    /// <summary>A request that has ended as its client sees it.</summary>
    public Request ToClient(in Request request) => _frontEnd.ToClient(request);

    /// <summary>Closes the source.</summary>
    public void Dispose() => _source.Dispose();

    private bool IsReleasedNext => _released.Count > 0
        && _released.TryPeek(out _, out (SimTime, int) key) && (!_hasNext || key.CompareTo((_next.Arrival, _next.Index)) < 0);

    private SimTime Soonest() => IsReleasedNext ? _frontEnd.Passed(_released.Peek())
        : _hasNext ? _frontEnd.Passed(_next)
        : SimTime.Never;

    /// <summary>Tells that a request ended, and keeps what that releases.</summary>
    public void OnFinished(in Request request, SimTime finish)
    {
        _justReleased.Clear();
        _source.OnFinished(request, finish, _justReleased);
        foreach (Request released in _justReleased)
        {
            _released.Enqueue(released, (released.Arrival, released.Index));
        }

        NextArrival = Soonest();
    }
}
