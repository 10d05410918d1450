using System.Text.Json;
using InferenceSim.KvCache;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.KvCache;

/// <summary>
/// The engine's own block pool, with requests that come and go at once, against prefix-cache hits that independent programs counted: whole
/// blocks, one token always recomputed, tail of an idle prefix evicted first.
/// </summary>
[TestFixture]
public sealed class PrefixReferenceTests
{
    private const int TraceBlockTokens = 512;

    [TestCase("mooncake/conversation_trace.jsonl")]
    [TestCase("mooncake/toolagent_HYBRID.jsonl.gz")]
    [TestCase("weka-agentic/agentic_merged_40s_blk512.jsonl.gz")]
    public void ThePoolHitsWhatTheReferenceHits(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("traces/expected/prefix_cache_reference.json")));
        JsonElement full = document.RootElement.GetProperty(file).GetProperty("full");
        using FileStream stream = File.OpenRead(SharedData.Require("traces/" + file));
        TraceWorkload trace = TraceFile.Load(stream, file, new TraceOptions { KeepWithoutOutput = true });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Hits(trace, 500_000, TraceBlockTokens), Is.EqualTo(full.GetProperty("inf").GetProperty("hit_blocks").GetInt64()), "infinite");
            KvTierSet endless = new(
                [new KvTier(new KvTierOptions(KvTierKind.Host, int.MaxValue - 1, 1, 0, SimDuration.Zero))], KvFetchPolicy.Always, new NoTime(), TraceBlockTokens);
            Assert.That(Hits(trace, 2_000, TraceBlockTokens, endless), Is.EqualTo(full.GetProperty("inf").GetProperty("hit_blocks").GetInt64()), "an endless tier");
            foreach (JsonProperty capacity in full.GetProperty("lru_tail").EnumerateObject())
            {
                int blocks = int.Parse(capacity.Name, System.Globalization.CultureInfo.InvariantCulture);
                Assert.That(Hits(trace, blocks, TraceBlockTokens), Is.EqualTo(capacity.Value.GetProperty("hit_blocks").GetInt64()), $"{blocks} blocks");
            }
        }
    }

    [Test]
    public void OurOwnSliceHitsWhatTheAnalysisCounts([Values(1_000_000, 2_000, 500)] int blocks)
    {
        string path = Path.Combine(Repository.Root, "workloads", "sample-sessions.csv");
        using FileStream stream = File.OpenRead(path);
        TraceWorkload trace = TraceFile.Load(stream, path);
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(trace, BlockConvention.Full, 16);
        PrefixCacheResult expected = blocks == 1_000_000 ? analysis.Infinite() : analysis.Bounded(EvictionOrder.LruTail, blocks);
        Assert.That(expected.HitBlocks, Is.GreaterThan(0));
        Assert.That(Hits(trace, blocks, 16), Is.EqualTo(expected.HitBlocks));
    }

    [Test]
    public void TiersHitWhatTheAnalysisCounts([Values(400, 1000)] int blocks, [Values(100, 2000)] int host, [Values(0, 3000)] int ssd)
    {
        string path = Path.Combine(Repository.Root, "workloads", "sample-sessions.csv");
        using FileStream stream = File.OpenRead(path);
        TraceWorkload trace = TraceFile.Load(stream, path);
        KvTierSet tiers = new(
            [
                new KvTier(new KvTierOptions(KvTierKind.Host, host, 1, 0, SimDuration.Zero)),
                new KvTier(new KvTierOptions(KvTierKind.Ssd, ssd, 1, 0, SimDuration.Zero)),
            ],
            KvFetchPolicy.Always, new NoTime(), 16);
        (PrefixCacheResult all, IReadOnlyList<long> hits) = PrefixCacheAnalysis.Of(trace, BlockConvention.Full, 16).Tiered(ssd == 0 ? [blocks, host] : [blocks, host, ssd]);
        Assert.That(Hits(trace, blocks, 16, tiers), Is.EqualTo(all.HitBlocks));
        Assert.That(tiers.Counts.Select(c => c.ReadBlocks), Is.EqualTo([hits[1], hits.ElementAtOrDefault(2)]));
    }

    private static long Hits(TraceWorkload trace, int blocks, int blockSize, KvTierSet? tiers = null)
    {
        BlockAllocator cache = new(blocks, blockSize, prefixCaching: true) { Tiers = tiers };
        BlockTable table = new();
        long hits = 0;
        foreach (Request request in trace.Requests)
        {
            PrefixHit hit = cache.Lookup(table, request, request.PromptTokens);
            hits += hit.Blocks;
            cache.Attach(table, hit, SimTime.Zero);
            int whole = request.PromptTokens / blockSize * blockSize;
            cache.Grow(table, whole);
            cache.Register(table, request, whole);
            cache.Release(table);
            table.Clear();
        }

        cache.Pool.CheckIntegrity();
        return hits;
    }

    private sealed class NoTime : IRecomputeTime
    {
        public long Picoseconds(int tokens, int context) => 0;
    }
}
