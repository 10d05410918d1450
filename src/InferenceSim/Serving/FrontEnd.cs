using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>The front end at work: when each request gets through, and when its client had sent it.</summary>
internal sealed class FrontEnd(FrontEndOptions options)
{
    private readonly Dictionary<int, SimTime> _waited = []; // when those were sent that did not find the server free
    private SimTime _free;

    /// <summary>When the scheduler sees <paramref name="request"/>, if it is the next to be served.</summary>
    public SimTime Passed(in Request request) => Served(request) + options.Latency;

    /// <summary>Serves <paramref name="request"/>, and gives it as the scheduler sees it. Requests come in the order of their arrival.</summary>
    public Request Pass(in Request request)
    {
        if (_free > request.Arrival)
        {
            _waited.Add(request.Index, request.Arrival);
        }

        _free = Served(request);
        return request with { Arrival = _free + options.Latency };
    }

    /// <summary>A request that has passed as its client sees it.</summary>
    public Request Seen(in Request request) =>
        request with { Arrival = _waited.TryGetValue(request.Index, out SimTime sent) ? sent : SentWithoutWait(request) };

    /// <summary>The same for the last time; it is forgotten.</summary>
    public Request ToClient(in Request request) =>
        request with { Arrival = _waited.Count > 0 && _waited.Remove(request.Index, out SimTime sent) ? sent : SentWithoutWait(request) };

    private SimTime Served(in Request request) => (request.Arrival > _free ? request.Arrival : _free) + Service(request);

    private SimTime SentWithoutWait(in Request passed) => passed.Arrival - options.Latency - Service(passed);

    private SimDuration Service(in Request request) =>
        options.PerRequest + new SimDuration(options.PerPromptToken.Picoseconds * request.PromptTokens);
}
