using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>The front end at work: when each request gets through, and when its client had sent it.</summary>
internal sealed class FrontEnd(FrontEndOptions options)
{
    private readonly Dictionary<int, SimTime> _sent = [];
    private SimTime _free;

    /// <summary>When the scheduler sees <paramref name="request"/>, if it is the next to be served.</summary>
    public SimTime Passed(in Request request) => Served(request) + options.Latency;

    /// <summary>Serves <paramref name="request"/>, and gives it as the scheduler sees it. Requests come in the order of their arrival.</summary>
    public Request Pass(in Request request)
    {
        _free = Served(request);
        SimTime passed = _free + options.Latency;
        if (passed == request.Arrival)
        {
            return request;
        }

        _sent.Add(request.Index, request.Arrival);
        return request with { Arrival = passed };
    }

    /// <summary>A request that has passed as its client sees it; it is forgotten.</summary>
    public Request ToClient(in Request request) => _sent.Remove(request.Index, out SimTime sent) ? request with { Arrival = sent } : request;

    private SimTime Served(in Request request)
    {
        SimTime begin = request.Arrival > _free ? request.Arrival : _free;
        return begin + options.PerRequest + new SimDuration(options.PerPromptToken.Picoseconds * request.PromptTokens);
    }
}
