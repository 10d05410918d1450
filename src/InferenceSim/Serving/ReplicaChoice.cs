using InferenceSim.KvCache.Tiers;
using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>Which replica of a deployment a request is sent to: the router's choice, if that can ever run it.</summary>
/// <param name="deployment">The deployment.</param>
/// <param name="front">Its router and what that knows.</param>
internal sealed class ReplicaChoice(Deployment deployment, Dispatcher front)
{
    private readonly SharedStore[] _stores = [.. deployment.Pools.Where(p => p.Remote is not null).Select(p => p.Remote!)];

    /// <summary>The replica for <paramref name="request"/> at <paramref name="time"/>, or -1 while it has to wait.</summary>
    public int Pick(in Request request, SimTime time)
    {
        if (front.SeesCaches || _stores.Length > 0)
        {
            deployment.CatchUp(time);
            Array.ForEach(_stores, static store => store.Settle());
        }

        int replica = front.Pick(request, time);
        return replica >= 0 && deployment.Pools.Count > 1 && WhyNever(replica, request) is not null ? LeastLoadedThatCan(request) : replica;
    }

    private string? WhyNever(int replica, in Request request) => AdmissionLimit.WhyNever(
        deployment.RoleOf(replica) == GroupRole.Prefill ? Disaggregation.PromptOf(request) : request,
        deployment.Replicas[replica].State.Options);

    /// <summary>The router does not know what a group can hold: a request that is too long for its choice goes to the least loaded replica that can run it.</summary>
    private int LeastLoadedThatCan(in Request request)
    {
        int best = -1;
        for (int replica = 0; replica < deployment.Replicas.Count; replica++)
        {
            if (front.Load.IsAvailable(replica)
                && (best < 0 || front.Load.Requests(replica) < front.Load.Requests(best))
                && WhyNever(replica, request) is null)
            {
                best = replica;
            }
        }

        return best;
    }
}
