using InferenceSim.KvCache.Tiers;
using InferenceSim.Metrics;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>The places of one group's replicas, and what they count together. A replica that comes up again is a new one, with an empty cache.</summary>
internal sealed class ReplicaPool
{
    private readonly Replica[] _replicas;
    private readonly SimTime[] _paidSince;
    private readonly List<KvTierReport> _goneTiers = [];
    private EngineTotals _gone;
    private Int128 _paid;

    private ReplicaPool(ReplicaGroup? group, LatencyRecorder itl, Replica[] replicas, SharedStore? remote = null)
    {
        Remote = remote;
        Group = group;
        Itl = itl;
        _replicas = replicas;
        _paidSince = new SimTime[replicas.Length];
        int paid = group?.Replicas ?? replicas.Length;
        Array.Fill(_paidSince, SimTime.Never, paid, replicas.Length - paid);
    }

    /// <summary>What the group is; <c>null</c> for a replica at hand.</summary>
    public ReplicaGroup? Group { get; }

    /// <summary>The group's name.</summary>
    public string Name => Group?.Name ?? "replicas";

    /// <summary>The replicas in its places.</summary>
    public IReadOnlyList<Replica> Replicas => _replicas;

    /// <summary>The store of the KV cache that they share, if they share one.</summary>
    public SharedStore? Remote { get; }

    /// <summary>What the tiers of the KV cache did, those of replicas that are gone included.</summary>
    public IEnumerable<KvTierReport> Tiers => _goneTiers.Concat(_replicas.SelectMany(static r => KvTierReport.Of(r.State.Cache.Tiers)));

    /// <summary>Gaps between consecutive tokens.</summary>
    public LatencyRecorder Itl { get; }

    /// <summary>Sums over the steps of all replicas so far, those that are gone included.</summary>
    public EngineTotals Totals => _replicas.Aggregate(_gone, static (sum, r) => sum + r.Account.Totals);

    /// <summary>Most blocks in use at once, each replica at its own moment.</summary>
    public long PeakBlocks => _replicas.Sum(static r => (long)r.Account.PeakBlocks);

    /// <summary>Blocks there are.</summary>
    public long TotalBlocks => _replicas.Sum(static r => (long)r.State.Options.Blocks);

    /// <summary>The places of <paramref name="group"/>, each with a fresh replica.</summary>
    public static ReplicaPool Of(ReplicaGroup group, EngineMode mode)
    {
        LatencyRecorder itl = new();
        KvTierOptions? tier = group.Places == 1 ? null : group.Engine.KvTiers.FirstOrDefault(t => t.Kind == KvTierKind.Remote);
        SharedStore? remote = tier is null ? null : new SharedStore(tier.CapacityBlocks);
        return new ReplicaPool(
            group, itl, [.. Enumerable.Range(0, group.Places).Select(_ => new Replica(group.Engine, group.Predictor, mode, itl, remote))], remote);
    }

    /// <summary>A pool of one replica at hand.</summary>
    public static ReplicaPool Of(Replica replica) => new(null, replica.State.Outputs.Itl, [replica]);

    /// <summary>Puts <paramref name="replica"/> into a place; the one that was there is gone, what it did is kept.</summary>
    public void Replace(int place, Replica replica)
    {
        _gone += _replicas[place].Account.Totals;
        _goneTiers.AddRange(KvTierReport.Of(_replicas[place].State.Cache.Tiers).Select(static t => t with { ResidentBlocks = 0 }));
        _replicas[place] = replica;
    }

    /// <summary>Output tokens of this group went down with a replica of another.</summary>
    public void Discard(long outputTokens) => _gone.DiscardedOutputTokens += outputTokens;

    /// <summary>From <paramref name="time"/> on a place is paid for.</summary>
    public void BeginPaying(int place, SimTime time) => _paidSince[place] = _paidSince[place] == SimTime.Never ? time : _paidSince[place];

    /// <summary>From <paramref name="time"/> on it is not.</summary>
    public void EndPaying(int place, SimTime time)
    {
        if (_paidSince[place] != SimTime.Never)
        {
            _paid += (time - _paidSince[place]).Picoseconds;
            _paidSince[place] = SimTime.Never;
        }
    }

    /// <summary>Time that places were paid for until <paramref name="time"/>, in picoseconds.</summary>
    public Int128 PaidUntil(SimTime time) =>
        _paidSince.Aggregate(_paid, (sum, since) => since >= time ? sum : sum + (time - since).Picoseconds);

    /// <summary>Places that are paid for now.</summary>
    public int Paid => _paidSince.Count(static since => since != SimTime.Never);

    /// <summary>Begins counting peaks and gaps anew.</summary>
    public void Restart()
    {
        Itl.Clear();
        foreach (Replica replica in _replicas)
        {
            replica.Account.RestartPeak();
        }
    }
}
