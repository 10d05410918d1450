namespace InferenceSim.Serving.Routing;

/// <summary>Makes the router that a deployment asks for.</summary>
internal static class RouterFactory
{
    /// <summary>A router of <paramref name="kind"/> over <paramref name="replicas"/>.</summary>
    public static IRouter Create(RouterKind kind, FleetLoad load, Replica[] replicas, ulong seed) => kind switch
    {
        RouterKind.RoundRobin => new RoundRobinRouter(load),
        RouterKind.Random => new RandomRouter(load, seed, choices: 1),
        RouterKind.PowerOfTwo => new RandomRouter(load, seed, choices: 2),
        RouterKind.LeastRequests => new LeastLoadRouter(load, load.Requests),
        RouterKind.LeastTokens => new LeastLoadRouter(load, load.Tokens),
        RouterKind.SessionAffinity => new AffinityRouter(load, seed, AffinityRouter.SessionKey),
        RouterKind.PrefixAffinity => new AffinityRouter(load, seed, AffinityRouter.PrefixKey),
        RouterKind.PrefixAware => new PrefixAwareRouter(load, replicas),
        RouterKind.CentralQueue => new LeastLoadRouter(load, r => load.Requests(r) - replicas[r].State.Options.MaxSequences, holds: true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a router"),
    };
}
