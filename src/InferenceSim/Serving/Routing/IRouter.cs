using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>Picks the replica that serves an arrival. What it knows of the replicas is <see cref="FleetLoad"/>.</summary>
internal interface IRouter
{
    /// <summary>Whether it looks into the caches of the replicas, so that all must stand at the moment of the arrival.</summary>
    bool SeesCaches { get; }

    /// <summary>The replica that gets <paramref name="request"/>, or -1 if it must wait in front of them.</summary>
    int Pick(in Request request, SimTime now);

    /// <summary>The load of <paramref name="replica"/> changed, or whether it takes requests.</summary>
    void OnChanged(int replica);
}
