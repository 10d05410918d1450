using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>A router with what it knows of its replicas, and the requests that wait in front of them.</summary>
internal sealed class Dispatcher
{
    private readonly IRouter _router;
    private readonly Queue<(SimTime Seen, int Replica, long Tokens)> _unseen = new();
    private readonly SimDuration _staleness;

    /// <param name="kind">The router.</param>
    /// <param name="staleness">How long after the end of a request the router learns of it.</param>
    /// <param name="replicas">All replicas; those that it may pick are made available.</param>
    /// <param name="seed">Seed of what it draws.</param>
    public Dispatcher(RouterKind kind, SimDuration staleness, Replica[] replicas, ulong seed)
    {
        Load = new FleetLoad(replicas.Length);
        _router = RouterFactory.Create(kind, Load, replicas, seed);

        // From a central queue the replicas take requests themselves, and they know when they have ended.
        _staleness = kind == RouterKind.CentralQueue ? SimDuration.Zero : staleness;
    }

    /// <summary>What it knows.</summary>
    public FleetLoad Load { get; }

    /// <summary>Requests that wait in front, in order.</summary>
    public Queue<Request> Held { get; } = new();

    /// <inheritdoc cref="IRouter.SeesCaches"/>
    public bool SeesCaches => _router.SeesCaches;

    /// <inheritdoc cref="IRouter.Pick"/>
    public int Pick(in Request request, SimTime now)
    {
        while (_unseen.TryPeek(out (SimTime Seen, int Replica, long Tokens) end) && end.Seen <= now)
        {
            _unseen.Dequeue();
            Change(end.Replica, -1, -end.Tokens);
        }

        return _router.Pick(request, now);
    }

    /// <summary>A request was sent to <paramref name="replica"/>.</summary>
    public void OnSent(int replica, in Request request) => Change(replica, 1, Tokens(request));

    /// <summary>It ended there, or was taken away.</summary>
    public void OnEnded(int replica, in Request request, SimTime time) => _unseen.Enqueue((time + _staleness, replica, Tokens(request)));

    /// <summary>Says whether <paramref name="replica"/> takes requests.</summary>
    public void SetAvailable(int replica, bool available)
    {
        Load.SetAvailable(replica, available);
        _router.OnChanged(replica);
    }

    private void Change(int replica, long requests, long tokens)
    {
        Load.Add(replica, requests, tokens);
        _router.OnChanged(replica);
    }

    private static long Tokens(in Request request) => (long)request.PromptTokens + request.OutputTokens;
}
