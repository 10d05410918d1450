using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>Each in turn.</summary>
internal sealed class RoundRobinRouter(FleetLoad load) : IRouter
{
    private int _next;

    /// <inheritdoc/>
    public bool SeesCaches => false;

    /// <inheritdoc/>
    public int Pick(in Request request, SimTime now)
    {
        for (int tried = 0; tried < load.Count; tried++)
        {
            int replica = _next;
            _next = _next + 1 == load.Count ? 0 : _next + 1;
            if (load.IsAvailable(replica))
            {
                return replica;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public void OnChanged(int replica)
    {
    }
}
