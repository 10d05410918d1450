using System.Runtime.InteropServices;
using InferenceSim.Scheduling;
using InferenceSim.Serving.Capacity;
using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// Replicas behind a router. Each is advanced lazily, only as far as somebody outside could notice: to its own next observable moment when
/// that is the earliest of all, and to the moment of an arrival that it gets. So a request costs O(log replicas), and ends are told in order
/// of (time, replica) however the work was cut up. What happens to the replicas themselves is <see cref="CapacityPlan"/>.
/// </summary>
internal sealed class Deployment : IDisposable
{
    private const int FinishedAtOnce = 256;
    private readonly int[] _poolOf;
    private readonly GroupRole[] _roleOf;
    private readonly Dispatcher _front;
    private readonly Disaggregation? _disaggregation;
    private readonly AdmissionControl _admission;
    private readonly CapacityPlan? _capacity;
    private readonly ReplicaChoice _choice;

    /// <param name="options">Groups and router.</param>
    /// <param name="mode">Leaping or step by step.</param>
    public Deployment(DeploymentOptions options, EngineMode mode)
        : this([.. options.Groups.Select(g => ReplicaPool.Of(g, mode))], options)
    {
        bool changes = options.Groups.Any(g => g.Scaling is not null || g.Failures is not null);
        _capacity = changes ? new CapacityPlan(this, options, mode) : null;
        IsLone = Replicas.Count == 1 && !changes;
    }

    /// <summary>A deployment of one replica at hand.</summary>
    public Deployment(Replica replica)
        : this([ReplicaPool.Of(replica)], new DeploymentOptions { Groups = [] }) => IsLone = true;

    private Deployment(IReadOnlyList<ReplicaPool> pools, DeploymentOptions options)
    {
        Pools = pools;
        Replicas = new LazyReplicas([.. pools.SelectMany(p => p.Replicas)]);
        _poolOf = [.. pools.SelectMany((p, index) => p.Replicas.Select(_ => index))];
        _roleOf = [.. _poolOf.Select(p => pools[p].Group?.Role ?? GroupRole.Both)];
        _front = new Dispatcher(options.Router, options.RouterStaleness, Replicas.All, options.Seed);
        _disaggregation = options.Groups.Any(g => g.Role == GroupRole.Decode) ? new Disaggregation(this, options, Replicas.All) : null;
        Requests = new RequestLedger(this, _disaggregation, Replicas.Count);
        Evacuation = new Evacuation(this, _disaggregation);
        _admission = new AdmissionControl(options, pools);
        _choice = new ReplicaChoice(this, _front);
        for (int replica = 0; replica < Replicas.Count; replica++)
        {
            SetAvailable(replica, true);
        }
    }

    /// <summary>All replicas, group by group.</summary>
    public LazyReplicas Replicas { get; }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ReplicaPool> Pools { get; }

    /// <summary>Whether it is a single replica that is always there, which nobody else has to be kept in step with.</summary>
    public bool IsLone { get; }

    /// <summary>The requests that are there, and those that it is done with.</summary>
    public RequestLedger Requests { get; }

    /// <summary>What becomes of the requests of replicas that fail.</summary>
    public Evacuation Evacuation { get; }

    /// <summary>Whether a request is on its way, waits or runs.</summary>
    public bool HasWork => Requests.Outstanding > 0;

    /// <summary>Requests waiting, in front of the replicas or at one of them.</summary>
    public long Waiting => _front.Held.Count + (_disaggregation?.Decode.Held.Count ?? 0) + Replicas.Waiting;

    /// <summary>Sums over the steps of all replicas so far.</summary>
    public EngineTotals Totals => Pools.Aggregate(default(EngineTotals), static (sum, pool) => sum + pool.Totals);

    /// <summary>Begins at the first arrival.</summary>
    public void Begin(SimTime time) => _capacity?.Begin(time);

    /// <summary>
    /// Plays everything that could be noticed before <paramref name="limit"/>. Returns early when it is done with requests, if
    /// <paramref name="stopAtFinish"/> asks for it or they are many or the last, and when nothing comes forward any more.
    /// </summary>
    public void AdvanceTo(SimTime limit, bool stopAtFinish)
    {
        if (IsLone)
        {
            Replicas.Advance(0, limit, stopAtFinish);
            Take(0);
            return;
        }

        int enough = stopAtFinish ? 1 : FinishedAtOnce;
        while (Requests.Departed.Count < enough && Replicas.Stalled is null)
        {
            SimTime change = NextChange;
            if (Replicas.NextMoment >= limit && change >= limit)
            {
                return;
            }

            // What the capacity depends on, and whether there is anything left to have capacity for, is known once this has been taken.
            bool last = !HasWork || change <= Replicas.NextMoment;
            if (Requests.Departed.Count > 0 && last)
            {
                return;
            }

            if (change < Replicas.NextMoment)
            {
                Change();
            }
            else
            {
                Play(Replicas.NextReplica);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Replicas.Dispose();

    /// <summary>Brings every replica to <paramref name="time"/>, to which <see cref="AdvanceTo"/> has played. A lone one is there.</summary>
    public void CatchUp(SimTime time)
    {
        if (!IsLone)
        {
            Replicas.CatchUp(time);
        }
    }

    /// <summary>Takes in an arrival. It is not before the limits of earlier advances.</summary>
    /// <returns>Why it is rejected, with the arithmetic, or <c>null</c> if it is not.</returns>
    public string? Arrive(in Request request)
    {
        if (_admission.WhyNot(request, this) is { } reason)
        {
            return reason;
        }

        Requests.Arrive();
        if (IsLone)
        {
            Replicas[0].Enqueue(request);
        }
        else
        {
            SendOrHold(request, request.Arrival);
        }

        return null;
    }

    /// <summary>Says whether <paramref name="replica"/> takes requests.</summary>
    public void SetAvailable(int replica, bool available) => DispatcherOf(replica).SetAvailable(replica, available);

    /// <summary>Lets something happen to a replica at <paramref name="time"/>, with which so many requests leave it (or come, if negative).</summary>
    public void Let(int replica, SimTime time, Action<Replica> happen, int leaves = 0)
    {
        Replicas.Advance(replica, time, stopAtFinish: true);
        happen(Replicas[replica]);
        Replicas.Wake(replica);
        Requests.Move(replica, -leaves);
        if (leaves > 0)
        {
            _capacity?.OnEnded(replica, time);
        }
    }

    /// <summary>Output tokens that <paramref name="replica"/> produced went down with another.</summary>
    public void Discard(int replica, long outputTokens) => Pools[_poolOf[replica]].Discard(outputTokens);

    /// <summary>A request waits in front of the replicas of a role.</summary>
    public void OnHeld(in Request request, SimTime time, GroupRole role) => _capacity?.OnHeld(request, time, role);

    /// <summary>Puts a new replica into the place of <paramref name="replica"/>.</summary>
    public void Replace(int replica, Replica fresh)
    {
        ReplicaPool pool = Pools[_poolOf[replica]];
        pool.Replace(replica - Array.IndexOf(_poolOf, _poolOf[replica]), fresh);
        Replicas.Replace(replica, fresh);
    }

    /// <summary>Sends what waits in front to replicas that have become free.</summary>
    public void SendHeld(SimTime time)
    {
        while (_front.Held.TryPeek(out Request request) && TrySend(request, time))
        {
            _front.Held.Dequeue();
        }

        _disaggregation?.SendHeld(time);
    }

    private SimTime NextChange
    {
        get
        {
            SimTime capacity = _capacity?.NextChange ?? SimTime.Never;
            SimTime handover = _disaggregation?.NextChange ?? SimTime.Never;
            return handover < capacity ? handover : capacity;
        }
    }

    private void Change()
    {
        // What arrives at the moment of a failure has arrived.
        if (_disaggregation is not null && _disaggregation.NextChange == NextChange)
        {
            _disaggregation.Change();
        }
        else
        {
            _capacity!.Change();
        }
    }

    /// <summary>Who sends requests to the replicas of a role.</summary>
    public Dispatcher DispatcherOf(GroupRole role) => role == GroupRole.Decode ? _disaggregation!.Decode : _front;

    /// <summary>Who sends requests to <paramref name="replica"/>.</summary>
    public Dispatcher DispatcherOf(int replica) => DispatcherOf(_roleOf[replica]);

    /// <summary>What <paramref name="replica"/> does for a request.</summary>
    public GroupRole RoleOf(int replica) => _roleOf[replica];

    /// <summary>The number of the group of <paramref name="replica"/>.</summary>
    public int PoolOf(int replica) => _poolOf[replica];

    /// <summary>What <paramref name="replica"/>, whose moment is the earliest of all, does next: ends requests, or goes on to that moment.</summary>
    private void Play(int replica)
    {
        List<FinishedSequence> finished = Replicas[replica].State.Outputs.Finished;
        if (finished.Count > 0)
        {
            Take(replica);
        }
        else
        {
            // Not further: what another replica ends before may release a request for this one.
            Replicas.AdvanceNext();
            if (finished.Count > 0 && finished[0].Finish == Replicas.NextMoment)
            {
                return; // it ends them at its moment, as was foreseen
            }
        }

        Replicas.Wake(replica);
    }

    /// <summary>Sends a request to a replica, or lets it wait in front for one.</summary>
    public void SendOrHold(in Request request, SimTime time)
    {
        if (_front.Held.Count > 0 || !TrySend(request, time))
        {
            _front.Held.Enqueue(request);
            OnHeld(request, time, GroupRole.Both);
        }
    }

    private bool TrySend(in Request request, SimTime time)
    {
        int replica = _choice.Pick(request, time);
        if (replica < 0)
        {
            return false;
        }

        Replicas.Advance(replica, time, stopAtFinish: true);
        if (_roleOf[replica] == GroupRole.Prefill)
        {
            _disaggregation!.Prefill(replica, request, time);
        }
        else
        {
            Replicas[replica].Enqueue(request, time);
        }

        Requests.Move(replica, 1);
        _front.OnSent(replica, request);
        Replicas.Wake(replica);
        return true;
    }

    /// <summary>Passes on what <paramref name="replica"/> has finished, all of one moment unless it is alone, and sends on what waits in front.</summary>
    private void Take(int replica)
    {
        List<FinishedSequence> finished = Replicas[replica].State.Outputs.Finished;
        if (finished.Count == 0)
        {
            return;
        }

        SimTime time = finished[0].Finish;
        foreach (ref readonly FinishedSequence sequence in CollectionsMarshal.AsSpan(finished))
        {
            Requests.End(replica, sequence);
        }

        finished.Clear();
        if (!IsLone)
        {
            SendHeld(time);
            _capacity?.OnEnded(replica, time);
        }
    }
}
