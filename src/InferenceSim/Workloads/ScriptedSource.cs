using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Plays the sessions of a script under an arrival process until a number of requests is reached, or the arrivals end.</summary>
internal sealed class ScriptedSource : IRequestSource
{
    private readonly ISessionScript _script;
    private readonly ArrivalSpec _arrivals;
    private readonly int _requests;
    private readonly ArrivalClock _clock;
    private readonly ulong _thinkKey;
    private readonly RandomStream _random = new(0);
    private readonly Queue<Request> _initial = [];
    private int _nextIndex;
    private int _nextSession;

    public ScriptedSource(ISessionScript script, ArrivalSpec arrivals, int? requests, ulong seed)
    {
        _script = script;
        _arrivals = arrivals;
        _requests = requests ?? int.MaxValue;
        _clock = new ArrivalClock(arrivals, seed);
        _thinkKey = RandomStream.PurposeKey(seed, "think-time");

        // The users of a closed loop take the first indices, however early the first of them is answered.
        while (arrivals.Kind == ArrivalKind.ClosedLoop && _nextSession < arrivals.Users && _nextIndex < _requests)
        {
            BeginSession(SimTime.Zero, out Request first);
            _initial.Enqueue(first);
        }
    }

    public bool HasFollowUps => _script.HasTurns || (_arrivals.Kind == ArrivalKind.ClosedLoop && _requests > _arrivals.Users);

    public bool TryNext(out Request request)
    {
        if (_arrivals.Kind == ArrivalKind.ClosedLoop)
        {
            return _initial.TryDequeue(out request);
        }

        SimTime arrival = SimTime.Zero;
        if (_nextIndex >= _requests || (_arrivals.IsOpenLoop && !_clock.TryNext(out arrival)))
        {
            request = default;
            return false;
        }

        BeginSession(arrival, out request);
        return true;
    }

    public void OnFinished(in Request request, SimTime finish, List<Request> released)
    {
        if (_script.TryContinue(request, finish, out Request next))
        {
            released.Add(next);
        }
        else if (_arrivals.Kind == ArrivalKind.ClosedLoop && _nextIndex < _requests)
        {
            BeginSession(finish + ThinkTime(request.Index), out Request first);
            released.Add(first);
        }
    }

    public void Dispose() => _script.Dispose();

    private void BeginSession(SimTime arrival, out Request first) =>
        _nextIndex += _script.Begin(_nextSession++, _nextIndex, _requests - _nextIndex, arrival, out first);

    private SimDuration ThinkTime(int afterIndex)
    {
        if (!_arrivals.ExponentialThinkTime)
        {
            return SimDuration.FromSeconds(_arrivals.ThinkTimeSeconds);
        }

        _random.Reseed(_thinkKey, afterIndex);
        return SimDuration.FromSeconds(-Math.Log(1 - _random.NextUniform()) * _arrivals.ThinkTimeSeconds);
    }
}
