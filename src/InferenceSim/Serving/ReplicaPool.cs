using InferenceSim.Metrics;

namespace InferenceSim.Serving;

/// <summary>The replicas of one group, and what they count together.</summary>
/// <param name="name">The group's name.</param>
/// <param name="replicas">Its replicas.</param>
/// <param name="itl">Where they count the gaps between tokens.</param>
internal sealed class ReplicaPool(string name, IReadOnlyList<Replica> replicas, LatencyRecorder itl)
{
    /// <summary>The group's name.</summary>
    public string Name => name;

    /// <summary>Its replicas.</summary>
    public IReadOnlyList<Replica> Replicas => replicas;

    /// <summary>Gaps between consecutive tokens.</summary>
    public LatencyRecorder Itl => itl;

    /// <summary>Sums over their steps so far.</summary>
    public EngineTotals Totals => replicas.Aggregate(default(EngineTotals), static (sum, r) => sum + r.Totals);

    /// <summary>Most blocks in use at once, each replica at its own moment.</summary>
    public long PeakBlocks => replicas.Sum(static r => (long)r.PeakBlocks);

    /// <summary>Blocks there are.</summary>
    public long TotalBlocks => replicas.Sum(static r => (long)r.State.Options.Blocks);

    /// <summary>Begins counting peaks and gaps anew.</summary>
    public void Restart()
    {
        itl.Clear();
        foreach (Replica replica in replicas)
        {
            replica.PeakBlocks = replica.State.Cache.Pool.Used;
        }
    }
}
