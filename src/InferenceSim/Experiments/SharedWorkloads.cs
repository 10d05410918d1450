using System.Collections.Concurrent;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>The workloads of one experiment: points that ask for the same traffic share one. Safe for several threads.</summary>
internal sealed class SharedWorkloads
{
    // A sweep over seeds has as many workloads as points, each used once: what is beyond this is made for its point and forgotten.
    private const int MostKept = 256;

    private readonly ConcurrentDictionary<Key, Lazy<IWorkload>> _kept = new();

    /// <summary>The workload of a scenario, made unless it was asked for before.</summary>
    /// <param name="scenario">What was asked.</param>
    /// <param name="places">Requests that can run at once; 0 where the traffic does not depend on it.</param>
    /// <param name="maxModelLength">The context limit.</param>
    /// <param name="make">Makes it.</param>
    public IWorkload Of(Scenario scenario, int places, int maxModelLength, Func<IWorkload> make)
    {
        Key key = new(Traffic(scenario), places, maxModelLength);
        return _kept.TryGetValue(key, out Lazy<IWorkload>? kept) ? kept.Value
            : _kept.Count < MostKept ? _kept.GetOrAdd(key, _ => new(make)).Value
            : make();
    }

    /// <summary>The scenario without what is known to leave its traffic as it is; whatever else differs makes another workload.</summary>
    private static Scenario Traffic(Scenario scenario) => scenario with
    {
        Model = null,
        Gpu = null,
        Tp = null,
        Precision = null,
        KvPrecision = null,
        Price = null,
        Replicas = null,
        Router = null,
        Engine = null,
        Policy = null,
        TokenBudget = null,
        PrefixCaching = null,
        AsyncScheduling = null,
        BlockSize = null,
        MemoryUtilization = null,
        KvBlocks = null,
        EngineMode = null,
        Batch = null,
        Replications = null,
    };

    private readonly record struct Key(Scenario Traffic, int Places, int MaxModelLength);
}
