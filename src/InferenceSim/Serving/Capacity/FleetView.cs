using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;

namespace InferenceSim.Serving.Capacity;

/// <summary>What an autoscaler sees of a deployment. Times and counts run from the start of the run.</summary>
/// <param name="Ready">Replicas that take requests, of all groups.</param>
/// <param name="OwnReady">Those of the group in question.</param>
/// <param name="Places">Places in the batches of all that take requests.</param>
/// <param name="InSystem">Requests in front of and at the replicas.</param>
/// <param name="Waiting">Those of them that wait.</param>
/// <param name="Held">Those of them that wait in front.</param>
/// <param name="BusyPicoseconds">Time in which steps ran.</param>
/// <param name="Ended">Requests that ended.</param>
/// <param name="WithinSlo">Those of them that met the SLO.</param>
internal readonly record struct FleetView(
    int Ready, int OwnReady, long Places, long InSystem, long Waiting, long Held, Int128 BusyPicoseconds, long Ended, long WithinSlo)
{
    /// <summary>What the autoscaler of group <paramref name="pool"/> sees at <paramref name="time"/>: its own side, where prefill and decode are apart.</summary>
    public static FleetView Of(Deployment deployment, SimTime time, int pool)
    {
        deployment.CatchUp(time);
        Dispatcher dispatcher = deployment.DispatcherOf(deployment.Pools[pool].Group!.Role);
        int own = 0;
        long places = 0;
        foreach (int replica in dispatcher.Load.Available)
        {
            own += deployment.PoolOf(replica) == pool ? 1 : 0;
            places += deployment.Replicas[replica].State.Options.MaxSequences;
        }

        long held = dispatcher.Held.Count, waiting = held, inSystem = held;
        Int128 busy = 0;
        for (int replica = 0; replica < deployment.Replicas.Count; replica++)
        {
            if (deployment.DispatcherOf(replica) == dispatcher)
            {
                waiting += deployment.Replicas[replica].State.WaitingCount;
                inSystem += deployment.Requests.At(replica);
            }
        }

        foreach (ReplicaPool each in deployment.Pools.Where(p => deployment.DispatcherOf(p.Group!.Role) == dispatcher))
        {
            busy += each.Totals.BusyPicoseconds;
        }

        return new FleetView(
            dispatcher.Load.AvailableCount, own, places, inSystem, waiting, held, busy, deployment.Requests.Ended, deployment.Requests.EndedWithinSlo);
    }
}
