using InferenceSim.KvCache.Tiers;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Serving;

/// <summary>Tiers of the KV cache under an engine: against the infinite cache, against no tiers, and by hand.</summary>
public sealed class KvTierRunTests
{
    [Test]
    public void AnInfiniteFreeTierHitsWhatAnInfiniteCacheHits([Values] EngineMode mode)
    {
        Request[] requests = OneByOne();
        EngineOptions options = Engine(blocks: 320, Tier(KvTierKind.Host, int.MaxValue - 1, picosecondsPerBlock: 0));
        SimulationReport report = A.Run(options, requests, mode).Report;
        PrefixCacheResult infinite = PrefixCacheAnalysis.Of(Sample(), BlockConvention.Full, 16).Infinite();
        SimulationReport without = A.Run(Engine(blocks: 320), requests, mode).Report;

        Assert.That(report.CachedPromptTokens, Is.EqualTo(infinite.HitTokens));
        Assert.That(without.CachedPromptTokens, Is.LessThan(infinite.HitTokens), "the pool alone is too small");
        Assert.That(report.StallTime, Is.EqualTo(default(TotalTime)));
        Assert.That(report.Preemptions, Is.Zero);
    }

    [Test]
    public void TiersWithoutCapacityChangeNothing([Values] EngineMode mode)
    {
        Request[] requests = OneByOne();
        SimulationReport none = A.Run(Engine(blocks: 320), requests, mode).Report;
        SimulationReport empty = A.Run(Engine(blocks: 320, Tier(KvTierKind.Host, 0, 7), Tier(KvTierKind.Ssd, 0, 70)), requests, mode).Report;
        Assert.That(empty with { HostTier = null, SsdTier = null }, Is.EqualTo(none));
        Assert.That(empty.KvTiers.Select(t => t.Counts), Is.All.EqualTo(new KvTierCounts(0, 0, 0)));
    }

    [Test]
    public void BlocksAreConserved([Values(0, 1, 10, 100)] int host, [Values(0, 50, 5000)] int ssd)
    {
        SimulationReport report = A.Run(Engine(blocks: 320, Tier(KvTierKind.Host, host, 3), Tier(KvTierKind.Ssd, ssd, 30)), OneByOne()).Report;
        foreach (KvTierReport tier in report.KvTiers)
        {
            Assert.That(tier.ResidentBlocks, Is.EqualTo(tier.Counts.WrittenBlocks - tier.Counts.DroppedBlocks));
            Assert.That(tier.ResidentBlocks, Is.LessThanOrEqualTo(tier.CapacityBlocks));
        }

        // What the host drops is what the disk takes or has, and what is hit beyond the pool was fetched.
        Assert.That(report.SsdTier!.Counts.WrittenBlocks, Is.LessThanOrEqualTo(host == 0 || ssd == 0 ? long.MaxValue : report.HostTier!.Counts.DroppedBlocks));
        long fetched = report.KvTiers.Sum(t => t.Counts.ReadBlocks) * 16;
        Assert.That(fetched, Is.LessThanOrEqualTo(report.CachedPromptTokens));
        Assert.That(report.ComputedTokens + report.CachedPromptTokens, Is.EqualTo(report.PromptTokens + report.OutputTokens - report.Completed));
    }

    [Test]
    public void MoreCapacityNeverHitsLess()
    {
        long[] hits = [.. ((int[])[0, 20, 100, 500, 2500]).Select(c => A.Run(Engine(blocks: 320, Tier(KvTierKind.Host, c, 0)), OneByOne()).Report.CachedPromptTokens)];
        Assert.That(hits, Is.Ordered);
        Assert.That(hits[^1], Is.GreaterThan(hits[0]));
    }

    [Test]
    public void ABatchWaitsForItsBlocks([Values] EngineMode mode)
    {
        // Blocks of 4 tokens, 4 in the pool. A prompt of 12 tokens, one of 16 that takes all blocks, then the first again: of its three
        // whole blocks two count (a token is always computed) and lie in the tier. 100 ps a step and 1 ps a token; 1,000 ps a block, 50 ps latency.
        PromptSegment[] text = [new PromptSegment(TokenStreams.Shared(1), 12)];
        Request[] requests =
        [
            A.Request(0, 12, 1, content: text),
            A.Request(1, 16, 1, arrival: 10_000),
            A.Request(2, 12, 1, arrival: 20_000, content: text),
        ];
        EngineOptions options = A.Engine(blocks: 4, blockSize: 4, prefixCaching: true) with
        {
            KvTiers = [new KvTierOptions(KvTierKind.Host, 10, 1, 1_000, new SimDuration(50))],
            KvFetch = KvFetchPolicy.Always,
        };
        (SimulationReport report, Dictionary<int, FinishedSequence> sequences) = A.Run(options, requests, mode);
        Assert.That(sequences[2].CachedTokens, Is.EqualTo(8));
        Assert.That(report.StallTime.Picoseconds, Is.EqualTo((Int128)2_050));
        Assert.That(sequences[2].FirstToken.Picoseconds, Is.EqualTo(20_000 + 2_050 + 104));
        Assert.That(report.BusyTime.Picoseconds, Is.EqualTo((Int128)(112 + 116 + 104)));

        // Computing the two blocks would take 8 ps: the default policy does that.
        SimulationReport faster = A.Run(options with { KvFetch = KvFetchPolicy.IfFaster }, requests, mode).Report;
        Assert.That((faster.StallTime, faster.CachedPromptTokens), Is.EqualTo((default(TotalTime), 0L)));
    }

    private static EngineOptions Engine(int blocks, params KvTierOptions[] tiers) =>
        A.Engine(maxSequences: 1, tokenBudget: 4096, blocks, blockSize: 16, maxModelLength: blocks * 16, prefixCaching: true) with { KvTiers = tiers, KvFetch = KvFetchPolicy.Always };

    private static KvTierOptions Tier(KvTierKind kind, int blocks, long picosecondsPerBlock) =>
        new(kind, blocks, 1, picosecondsPerBlock, SimDuration.Zero);

    /// <summary>The sample trace with one output token for each request and ages between them: no two meet, and answers fill no block of their own.</summary>
    private static Request[] OneByOne() =>
        [.. Sample().Requests.Select(r => r with { Arrival = new SimTime(r.Index * 100_000_000L), OutputTokens = 1 })];

    private static TraceWorkload Sample()
    {
        string path = Path.Combine(Repository.Root, "workloads", "sample-sessions.csv");
        using FileStream stream = File.OpenRead(path);
        return TraceFile.Load(stream, path);
    }
}
