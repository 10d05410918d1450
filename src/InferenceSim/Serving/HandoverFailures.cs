using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>What becomes of requests that are handed over when one of their two replicas fails.</summary>
/// <param name="deployment">Whose requests.</param>
/// <param name="handovers">Those that are handed over.</param>
/// <param name="decode">Knows the decode replicas.</param>
internal sealed class HandoverFailures(Deployment deployment, HandoverTable handovers, Dispatcher decode)
{
    /// <summary>A replica failed at <paramref name="time"/>: what was on its way from or to it begins again.</summary>
    /// <param name="failed">The replica.</param>
    /// <param name="time">The moment.</param>
    /// <param name="restarts">Gets the requests that begin again.</param>
    public void Abandon(int failed, SimTime time, List<Request> restarts)
    {
        foreach (Handover handover in handovers.Of(failed))
        {
            handovers.Remove(handover);
            bool isThere = handover.State is not (HandoverState.Waiting or HandoverState.Pushed or HandoverState.PushedInVain);
            if (isThere && handover.To == failed)
            {
                // It is among those that the decode replica had, its first token included.
                if (handover.State != HandoverState.Arrived)
                {
                    handovers.Release(handover, time);
                }
            }
            else if (isThere ? TakeBack(handover, time) : Interrupt(handover, failed, time))
            {
                restarts.Add(handover.Request);
            }
        }
    }

    /// <summary>One of the replicas of a request has failed before the decode replica knew of it.</summary>
    /// <returns>Whether it begins again: not if its client has given up.</returns>
    private bool Interrupt(Handover handover, int failed, SimTime time)
    {
        bool isWanted = handover.State != HandoverState.PushedInVain;
        if (isWanted)
        {
            deployment.Discard(handover.From, 1);
        }

        if (handover.State == HandoverState.Pushed)
        {
            decode.OnEnded(handover.To, handover.Request, time);
        }

        if (handover.From != failed)
        {
            handovers.Release(handover, time);
        }
        else if (handover.State != HandoverState.Waiting)
        {
            deployment.Let(handover.To, time, static _ => { }, leaves: 1);
        }

        return isWanted;
    }

    /// <summary>The prefill replica of a request has failed before its KV was at the decode replica, which gives it back.</summary>
    /// <returns>Whether it begins again: not if its client had given up.</returns>
    private bool TakeBack(Handover handover, SimTime time)
    {
        if (handover.State == HandoverState.PulledInVain)
        {
            deployment.Let(handover.To, time, replica => replica.Deliver(handover.Request.Index, time), leaves: 1);
            return false;
        }

        bool waited = false;
        deployment.Let(handover.To, time, replica => waited = replica.Withdraw(handover.Request, time));
        if (!waited)
        {
            // It has just given up there, which is not told yet. Nothing more comes for what it may have begun to fetch.
            if (handover.State == HandoverState.Pulled)
            {
                deployment.Let(handover.To, time, replica => replica.Deliver(handover.Request.Index, time));
            }

            handover.State = HandoverState.Arrived;
            handovers.Add(handover);
            return false;
        }

        deployment.Let(handover.To, time, static _ => { }, leaves: 1);
        decode.OnEnded(handover.To, handover.Request, time);
        return true;
    }
}
