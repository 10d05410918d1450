using System.Diagnostics;
using System.Runtime.InteropServices;
using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>What becomes of the requests of replicas that fail.</summary>
/// <param name="deployment">The deployment they are of.</param>
/// <param name="disaggregation">Knows what is on its way between replicas, if prefill and decode are apart.</param>
internal sealed class Evacuation(Deployment deployment, Disaggregation? disaggregation)
{
    private readonly Dictionary<int, int> _retries = [];

    /// <summary>Requests that were sent to another replica because theirs failed.</summary>
    public long Retried { get; private set; }

    /// <summary>Takes the requests away from a replica that fails at <paramref name="time"/>; they are sent to others, or lost after so many <paramref name="retries"/>.</summary>
    public void Take(int replica, SimTime time, int retries)
    {
        foreach (Request request in Empty(replica, time))
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

    /// <summary>Empties a replica at <paramref name="time"/>, which ends nothing more.</summary>
    /// <returns>The requests it had, and those on their way from or to it.</returns>
    private List<Request> Empty(int replica, SimTime time)
    {
        deployment.Replicas.Advance(replica, time, stopAtFinish: true);
        List<Request> requests = Abandon(deployment.Replicas[replica], time);
        deployment.Requests.Empty(replica);
        if (disaggregation is not null)
        {
            requests = [.. requests.Select(r => disaggregation.Whole(r))];
        }

        foreach (Request request in requests)
        {
            deployment.DispatcherOf(replica).OnEnded(replica, request, time);
        }

        disaggregation?.Failures.Abandon(replica, time, requests);
        return requests;
    }

    /// <summary>
    /// A replica that is not used any more leaves everybody who has not ended at <paramref name="time"/>. What they were given so far is counted
    /// as discarded, and the time they spent there is left to whoever serves them next.
    /// </summary>
    private static List<Request> Abandon(Replica replica, SimTime time)
    {
        List<Request> requests = [];
        replica.State.DissolveCohort();
        foreach (int slot in replica.State.Unfinished())
        {
            ref readonly Sequence sequence = ref replica.State.Sequences[slot];
            requests.Add(sequence.Request);
            replica.Account.Abandon(sequence.Request, sequence.Outputs);
        }

        foreach (FinishedSequence finished in replica.State.Outputs.Finished)
        {
            Debug.Assert(finished.Finish > time, "what has ended is passed on before the replica goes");
            requests.Add(finished.Request);
            replica.Account.Abandon(finished);
        }

        requests.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        return requests;
    }
}
