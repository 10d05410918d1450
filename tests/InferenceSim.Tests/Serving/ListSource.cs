using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Plays a list of requests with given arrivals.</summary>
internal sealed class ListSource(params Request[] requests) : IRequestSource
{
    private int _next;

    public bool HasFollowUps => false;

    public bool TryNext(out Request request)
    {
        request = _next < requests.Length ? requests[_next] : default;
        return _next++ < requests.Length;
    }

    public void OnFinished(in Request request, SimTime finish, List<Request> released)
    {
    }
}
