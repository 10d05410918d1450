using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// The requests of a deployment: how many there are, at which replica, and how each of them ends. Where prefill and decode have replicas of their
/// own, each ends a part of a request.
/// </summary>
/// <param name="deployment">The deployment.</param>
/// <param name="disaggregation">Puts the parts together, if there are any.</param>
/// <param name="replicas">How many replicas there are.</param>
internal sealed class RequestLedger(Deployment deployment, Disaggregation? disaggregation, int replicas)
{
    private readonly int[] _at = new int[replicas];

    /// <summary>Requests that the deployment, or one of its prefill replicas, is done with since somebody last took them, in order of time.</summary>
    public List<Departure> Departed { get; } = [];

    /// <summary>Requests in front of and at the replicas.</summary>
    public long Outstanding { get; private set; }

    /// <summary>Requests that the deployment was done with.</summary>
    public long Ended { get; private set; }

    /// <summary>Those of them that met the SLO.</summary>
    public long EndedWithinSlo { get; private set; }

    /// <summary>Requests at <paramref name="replica"/>, with those that are being sent from it.</summary>
    public int At(int replica) => _at[replica];

    /// <summary>A request comes to the deployment.</summary>
    public void Arrive() => Outstanding++;

    /// <summary>So many requests come to <paramref name="replica"/>, or leave it for another place of the deployment, if negative.</summary>
    public void Move(int replica, int requests) => _at[replica] += requests;

    /// <summary>All requests are taken away from <paramref name="replica"/>.</summary>
    public void Empty(int replica) => _at[replica] = 0;

    /// <summary><paramref name="replica"/> has ended a request, or its part of it.</summary>
    public void End(int replica, in FinishedSequence sequence)
    {
        if (disaggregation is not null)
        {
            EndPart(disaggregation, replica, sequence);
            return;
        }

        if (!deployment.IsLone)
        {
            deployment.DispatcherOf(replica).OnEnded(replica, sequence.Request, sequence.Finish);
        }

        Outstanding--;
        _at[replica]--;
        Departed.Add(new Departure(sequence, null, deployment.PoolOf(replica)));
    }

    /// <summary>The same where prefill and decode have replicas of their own.</summary>
    private void EndPart(Disaggregation parts, int replica, in FinishedSequence sequence)
    {
        deployment.DispatcherOf(replica).OnEnded(replica, parts.Whole(sequence.Request), sequence.Finish);
        GroupRole role = deployment.RoleOf(replica);
        if (role == GroupRole.Prefill && parts.TryTakeOver(sequence, replica))
        {
            Departed.Add(new Departure(sequence, null, deployment.PoolOf(replica)) { GoesOn = true });
            return; // it holds its blocks until its KV has been sent
        }

        Outstanding--;
        _at[replica]--;
        Departed.Add(new Departure(parts.Complete(sequence, role), null, deployment.PoolOf(replica)));
    }

    /// <summary>A request went down with <paramref name="replica"/>.</summary>
    public void Lose(int replica, in Request request, SimTime time)
    {
        Outstanding--;
        Departed.Add(Departure.Lost(request, "lost with the replica that served it", time, deployment.PoolOf(replica)));
    }

    /// <summary>The client of a request that is on its way between two replicas has given up; <paramref name="replica"/> is told of as the one that had it.</summary>
    public void EndOnTheWay(in FinishedSequence sequence, int replica)
    {
        Outstanding--;
        Departed.Add(new Departure(sequence, null, deployment.PoolOf(replica)));
    }

    /// <summary>A request that the deployment was done with met the SLO or not.</summary>
    public void OnJudged(bool withinSlo)
    {
        Ended++;
        EndedWithinSlo += withinSlo ? 1 : 0;
    }
}
