using System.Globalization;
using System.Text.Json;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>Prefix-cache hits of public traces against integers on which two independent programs agree.</summary>
public sealed class PrefixCacheReferenceTests
{
    private static readonly Dictionary<string, TraceWorkload> Loaded = [];

    [Test]
    public void EveryIntegerOfTheReferenceIsReproduced(
        [Values(
            "mooncake/conversation_trace.jsonl",
            "mooncake/conversation_head2000.jsonl",
            "mooncake/toolagent_HYBRID.jsonl.gz",
            "mooncake/toolagent_HYBRID_head2000.jsonl",
            "weka-agentic/agentic_merged_40s_blk512.jsonl.gz")] string file,
        [Values] BlockConvention convention)
    {
        TraceWorkload trace = Load(file);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("traces/expected/prefix_cache_reference.json")));
        JsonElement expected = document.RootElement.GetProperty(file).GetProperty(convention == BlockConvention.All ? "all" : "full");
        PrefixCacheAnalysis analysis = PrefixCacheAnalysis.Of(trace, convention);
        Assert.That(analysis.BlockTokens, Is.EqualTo(512));
        using (Assert.EnterMultipleScope())
        {
            Compare(analysis.Infinite(), expected.GetProperty("inf"), "inf", hasResident: true);
            CompareAll(expected, "lru", c => analysis.Bounded(EvictionOrder.Lru, c));
            CompareAll(expected, "lru_tail", c => analysis.Bounded(EvictionOrder.LruTail, c));
            CompareAll(expected, "fifo", c => analysis.Bounded(EvictionOrder.Fifo, c));
            if (expected.TryGetProperty("delayed_inf", out _))
            {
                CompareAll(expected, "delayed_inf", ms => analysis.Delayed(SimDuration.FromSeconds(ms / 1000.0)));
            }
        }
    }

    [Test]
    public void ContentCutIntoBlocksByItsTextAgreesWithTheTracesOwnIds()
    {
        // Cutting at twice the size and half the ids, or cutting the very same blocks from their streams, are different code paths.
        TraceWorkload trace = Load("mooncake/conversation_head2000.jsonl");
        using MemoryStream csv = new();
        WorkloadCsv.Write(trace, csv);
        csv.Position = 0;
        PrefixCacheAnalysis own = PrefixCacheAnalysis.Of(trace, BlockConvention.Full);
        PrefixCacheAnalysis cut = PrefixCacheAnalysis.Of(TraceFile.Load(csv, "x.csv"), BlockConvention.Full, 512);
        Assert.That(cut.Infinite(), Is.EqualTo(own.Infinite()));
        Assert.That(cut.Bounded(EvictionOrder.LruTail, 5000), Is.EqualTo(own.Bounded(EvictionOrder.LruTail, 5000)));
    }

    private static TraceWorkload Load(string file)
    {
        if (!Loaded.TryGetValue(file, out TraceWorkload? trace))
        {
            using FileStream stream = File.OpenRead(SharedData.Require("traces/" + file));
            trace = TraceFile.Load(stream, file, new TraceOptions { KeepWithoutOutput = true }); // the reference takes every row
            Loaded.Add(file, trace);
        }

        return trace;
    }

    private static void CompareAll(JsonElement expected, string name, Func<int, PrefixCacheResult> run)
    {
        foreach (JsonProperty cell in expected.GetProperty(name).EnumerateObject())
        {
            Compare(run(int.Parse(cell.Name, CultureInfo.InvariantCulture)), cell.Value, $"{name} {cell.Name}", name != "delayed_inf");
        }
    }

    private static void Compare(PrefixCacheResult result, JsonElement expected, string what, bool hasResident)
    {
        Assert.That(result.HitBlocks, Is.EqualTo(expected.GetProperty("hit_blocks").GetInt64()), what);
        Assert.That(result.TotalBlocks, Is.EqualTo(expected.GetProperty("total_blocks").GetInt64()), what);
        Assert.That(result.HitTokens, Is.EqualTo(expected.GetProperty("hit_tokens").GetInt64()), what);
        Assert.That(result.TotalTokens, Is.EqualTo(expected.GetProperty("total_tokens").GetInt64()), what);
        Assert.That(result.TokenHitFraction, Is.EqualTo(expected.GetProperty("token_hit").GetDouble()).Within(1e-6), what);
        if (hasResident)
        {
            Assert.That(result.ResidentBlocks, Is.EqualTo(expected.GetProperty("resident").GetInt64()), what);
        }
    }
}
