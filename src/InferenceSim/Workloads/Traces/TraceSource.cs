using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Plays a trace as recorded: rows by time, later turns of sessions after the turn before them.</summary>
internal sealed class TraceSource : IRequestSource
{
    private readonly Request[] _requests;
    private readonly int[]? _next;
    private readonly SimDuration[]? _delays;
    private readonly bool[]? _isReleased;
    private int _position;

    public TraceSource(Request[] requests, int[]? next, SimDuration[]? delays)
    {
        _requests = requests;
        _next = next;
        _delays = delays;
        if (next is not null)
        {
            _isReleased = new bool[next.Length];
            foreach (int released in next)
            {
                if (released >= 0)
                {
                    _isReleased[released] = true;
                }
            }
        }
    }

    public bool HasFollowUps => _next is not null;

    public bool TryNext(out Request request)
    {
        while (_isReleased is not null && _position < _requests.Length && _isReleased[_position])
        {
            _position++;
        }

        bool found = _position < _requests.Length;
        request = found ? _requests[_position++] : default;
        return found;
    }

    public void OnFinished(in Request request, SimTime finish, List<Request> released)
    {
        int next = _next is null ? -1 : _next[request.Index];
        if (next >= 0)
        {
            released.Add(_requests[next] with { Arrival = finish + _delays![next] });
        }
    }
}
