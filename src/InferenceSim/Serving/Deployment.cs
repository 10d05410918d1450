using InferenceSim.Metrics;
using InferenceSim.Scheduling;
using InferenceSim.Serving.Routing;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// Replicas behind a router. Each is advanced lazily, only as far as somebody outside could notice: to its own next observable moment when
/// that is the earliest of all, and to the moment of an arrival that it gets. So a request costs O(log replicas), and ends are told in order
/// of (time, replica) however the work was cut up.
/// </summary>
internal sealed class Deployment : IDisposable
{
    private const int FinishedAtOnce = 256;
    private readonly Replica[] _replicas;
    private readonly int[] _poolOf;
    private readonly MinTree<SimTime> _next;
    private readonly FleetLoad _load;
    private readonly IRouter _router;
    private readonly Queue<Request> _held = new();
    private readonly Queue<(SimTime Seen, int Replica, long Tokens)> _unseen = new();
    private readonly SimDuration _staleness;
    private long _outstanding;

    /// <param name="options">Groups and router.</param>
    /// <param name="mode">Leaping or step by step.</param>
    public Deployment(DeploymentOptions options, EngineMode mode)
        : this([.. options.Groups.Select(g => Pool(g, mode))], options)
    {
    }

    /// <summary>A deployment of one replica at hand.</summary>
    public Deployment(Replica replica)
        : this([new ReplicaPool("replicas", [replica], replica.State.Outputs.Itl)], null)
    {
    }

    private Deployment(IReadOnlyList<ReplicaPool> pools, DeploymentOptions? options)
    {
        Pools = pools;
        _replicas = [.. pools.SelectMany(p => p.Replicas)];
        _poolOf = [.. pools.SelectMany((p, index) => p.Replicas.Select(_ => index))];
        _next = new MinTree<SimTime>(_replicas.Length, SimTime.Never);
        _load = new FleetLoad(_replicas.Length);
        _router = RouterFactory.Create(options?.Router ?? RouterKind.RoundRobin, _load, _replicas, options?.Seed ?? 0);

        // From a central queue the replicas take requests themselves, and they know when they have ended.
        _staleness = options is null or { Router: RouterKind.CentralQueue } ? SimDuration.Zero : options.RouterStaleness;
        IsLone = _replicas.Length == 1;
        for (int replica = 0; replica < _replicas.Length; replica++)
        {
            _load.SetAvailable(replica, true);
            _router.OnChanged(replica);
        }
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<ReplicaPool> Pools { get; }

    /// <summary>Whether it is a single replica, which nobody else has to be kept in step with.</summary>
    public bool IsLone { get; }

    /// <summary>Requests that ended since somebody last took them, with the number of their group; in order of time.</summary>
    public List<(FinishedSequence Sequence, int Pool)> Finished { get; } = [];

    /// <summary>Whether a request is on its way, waits or runs.</summary>
    public bool HasWork => _outstanding > 0;

    /// <summary>A replica that brings nobody forward any more, or <c>null</c>.</summary>
    public Replica? Stalled { get; private set; }

    /// <summary>The furthest clock of a replica.</summary>
    public SimTime Now => _replicas.Max(static r => r.Now);

    /// <summary>Requests waiting, in front of the replicas or at one of them.</summary>
    public int Waiting => _held.Count + _replicas.Sum(static r => r.State.Waiting.Count);

    /// <summary>Requests running.</summary>
    public int Running => _replicas.Sum(static r => r.State.Running.Count);

    /// <summary>Replicas there are.</summary>
    public int Replicas => _replicas.Length;

    /// <summary>KV-cache blocks in use.</summary>
    public long UsedBlocks => _replicas.Sum(static r => (long)r.State.Cache.Pool.Used);

    /// <summary>KV-cache blocks there are.</summary>
    public long TotalBlocks => Pools.Sum(static p => p.TotalBlocks);

    /// <summary>Sums over the steps of all replicas so far.</summary>
    public EngineTotals Totals => Pools.Aggregate(default(EngineTotals), static (sum, pool) => sum + pool.Totals);

    /// <summary>Changes of the order in which replicas come next, for tests of how much work was done.</summary>
    internal long Wakings => _next.Updates;

    /// <summary>
    /// Plays everything that could be noticed before <paramref name="limit"/>. Returns early when requests have ended, if
    /// <paramref name="stopAtFinish"/> asks for it or many have, and when nothing comes forward any more.
    /// </summary>
    public void AdvanceTo(SimTime limit, bool stopAtFinish)
    {
        if (IsLone)
        {
            Advance(0, limit, stopAtFinish);
            Take(0);
            return;
        }

        int enough = stopAtFinish ? 1 : FinishedAtOnce;
        while (_next.Min < limit && Finished.Count < enough && Stalled is null)
        {
            int replica = _next.MinIndex;
            if (_replicas[replica].State.Outputs.Finished.Count > 0)
            {
                Take(replica);
            }
            else
            {
                // To its own next moment and not further: what another replica ends before may release a request for this one.
                Advance(replica, _next.Min, stopAtFinish: true);
            }

            Wake(replica);
        }
    }

    /// <summary>Gives the memory of blocks and distributions back, once nobody asks about them any more.</summary>
    public void Dispose()
    {
        foreach (Replica replica in _replicas)
        {
            replica.Dispose();
        }
    }

    /// <summary>Brings every replica to <paramref name="time"/>, to which <see cref="AdvanceTo"/> has played.</summary>
    public void CatchUp(SimTime time)
    {
        if (IsLone)
        {
            return; // it is there
        }

        for (int replica = 0; replica < _replicas.Length; replica++)
        {
            if (_next[replica] != SimTime.Never)
            {
                Advance(replica, time, stopAtFinish: true);
                Wake(replica);
            }
        }
    }

    /// <summary>Takes in an arrival. It is not before the limits of earlier advances.</summary>
    /// <returns>Why it can never run, with the arithmetic, or <c>null</c> if it can.</returns>
    public string? Arrive(in Request request)
    {
        if (WhyNever(request) is { } reason)
        {
            return reason;
        }

        _outstanding++;
        if (IsLone)
        {
            _replicas[0].Enqueue(request);
        }
        else if (_held.Count > 0 || !TrySend(request, request.Arrival))
        {
            _held.Enqueue(request);
        }

        return null;
    }

    private static ReplicaPool Pool(ReplicaGroup group, EngineMode mode)
    {
        LatencyRecorder itl = new();
        return new ReplicaPool(group.Name, [.. Enumerable.Range(0, group.Replicas).Select(_ => new Replica(group.Engine, group.Predictor, mode, itl))], itl);
    }

    /// <summary>Why no group can ever run a request: what the first says.</summary>
    private string? WhyNever(in Request request)
    {
        string? first = null;
        for (int pool = 0; pool < Pools.Count; pool++)
        {
            // Asked for each request: an enumerator of an interface would be garbage each time.
            string? reason = AdmissionLimit.WhyNever(request, Pools[pool].Replicas[0].State.Options);
            if (reason is null)
            {
                return null;
            }

            first ??= reason;
        }

        return first;
    }

    private bool TrySend(in Request request, SimTime time)
    {
        See(time);
        if (_router.SeesCaches)
        {
            CatchUp(time);
        }

        int replica = _router.Pick(request, time);
        if (replica < 0)
        {
            return false;
        }

        if (Pools.Count > 1 && AdmissionLimit.WhyNever(request, _replicas[replica].State.Options) is not null)
        {
            replica = LeastLoadedThatCan(request);
        }

        Advance(replica, time, stopAtFinish: true);
        _replicas[replica].Enqueue(request, time);
        ChangeLoad(replica, 1, Tokens(request));
        Wake(replica);
        return true;
    }

    /// <summary>The router does not know what a group can hold: a request that is too long for its choice goes to the least loaded replica that can run it.</summary>
    private int LeastLoadedThatCan(in Request request)
    {
        int best = -1;
        for (int replica = 0; replica < _replicas.Length; replica++)
        {
            if (_load.IsAvailable(replica)
                && (best < 0 || _load.Requests(replica) < _load.Requests(best))
                && AdmissionLimit.WhyNever(request, _replicas[replica].State.Options) is null)
            {
                best = replica;
            }
        }

        return best;
    }

    private void Advance(int replica, SimTime limit, bool stopAtFinish)
    {
        _replicas[replica].AdvanceTo(limit, stopAtFinish);
        Stalled ??= _replicas[replica].IsStalled ? _replicas[replica] : null;
    }

    /// <summary>Notes when <paramref name="replica"/> must be looked at again.</summary>
    private void Wake(int replica)
    {
        List<FinishedSequence> finished = _replicas[replica].State.Outputs.Finished;
        _next.Update(replica, finished.Count > 0 ? finished[0].Finish : _replicas[replica].NextObservable);
    }

    /// <summary>Passes on what <paramref name="replica"/> has finished, all of one moment, and sends it what waits in front.</summary>
    private void Take(int replica)
    {
        List<FinishedSequence> finished = _replicas[replica].State.Outputs.Finished;
        if (finished.Count == 0)
        {
            return;
        }

        SimTime time = finished[0].Finish;
        _outstanding -= finished.Count;
        foreach (FinishedSequence sequence in finished)
        {
            Finished.Add((sequence, _poolOf[replica]));
            if (!IsLone)
            {
                _unseen.Enqueue((time + _staleness, replica, Tokens(sequence.Request)));
            }
        }

        finished.Clear();
        if (_held.Count > 0)
        {
            SendHeld(time);
        }
    }

    private void SendHeld(SimTime time)
    {
        while (_held.TryPeek(out Request request) && TrySend(request, time))
        {
            _held.Dequeue();
        }
    }

    /// <summary>Lets the router learn of what ended long enough before <paramref name="time"/>.</summary>
    private void See(SimTime time)
    {
        while (_unseen.TryPeek(out (SimTime Seen, int Replica, long Tokens) end) && end.Seen <= time)
        {
            _unseen.Dequeue();
            ChangeLoad(end.Replica, -1, -end.Tokens);
        }
    }

    private void ChangeLoad(int replica, long requests, long tokens)
    {
        _load.Add(replica, requests, tokens);
        _router.OnChanged(replica);
    }

    private static long Tokens(in Request request) => (long)request.PromptTokens + request.OutputTokens;
}
