using System.Runtime.InteropServices;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>What becomes of the requests of replicas that fail.</summary>
/// <param name="deployment">The deployment they are of.</param>
internal sealed class Evacuation(Deployment deployment)
{
    private readonly Dictionary<int, int> _retries = [];

    /// <summary>Requests that were sent to another replica because theirs failed.</summary>
    public long Retried { get; private set; }

    /// <summary>Takes the requests away from a replica that fails at <paramref name="time"/>; they are sent to others, or lost after so many <paramref name="retries"/>.</summary>
    public void Take(int replica, SimTime time, int retries)
    {
        foreach (Request request in deployment.Empty(replica, time))
        {
            ref int tried = ref CollectionsMarshal.GetValueRefOrAddDefault(_retries, request.Index, out _);
            if (tried++ < retries)
            {
                Retried++;
                deployment.SendOrHold(request, time);
            }
            else
            {
                deployment.Requests.Lose(replica, request, time);
            }
        }

        deployment.SendHeld(time);
    }
}
