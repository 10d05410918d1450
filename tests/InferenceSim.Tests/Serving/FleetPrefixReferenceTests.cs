using System.Globalization;
using System.Text.Json;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Serving;

/// <summary>
/// Whole deployments, each replica serving one request at a time in no time worth mentioning, against the prefix-cache hits that an
/// independent program counted for round-robin and prefix-affinity routing.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FleetPrefixReferenceTests
{
    private const int TraceBlockTokens = 512;

    [TestCase("mooncake/conversation_trace.jsonl")]
    [TestCase("mooncake/toolagent_HYBRID.jsonl.gz")]
    [TestCase("weka-agentic/agentic_merged_40s_blk512.jsonl.gz")]
    public void AFleetHitsWhatTheReferenceHits(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("traces/expected/prefix_cache_reference.json")));
        JsonElement full = document.RootElement.GetProperty(file).GetProperty("full");
        using FileStream stream = File.OpenRead(SharedData.Require("traces/" + file));
        TraceWorkload trace = TraceFile.Load(stream, file, new TraceOptions { KeepWithoutOutput = true });
        using (Assert.EnterMultipleScope())
        {
            Check(trace, full, "round_robin_inf", RouterKind.RoundRobin, 200_000);
            Check(trace, full, "round_robin_lru_tail_5859", RouterKind.RoundRobin, 5_859);
            Check(trace, full, "affinity_inf", RouterKind.PrefixAffinity, 200_000);
            if (file.StartsWith("mooncake/conversation", StringComparison.Ordinal) || file.StartsWith("weka", StringComparison.Ordinal))
            {
                // With a bounded cache the hits depend on which prefixes share a replica, unless one or every replica holds all.
                Check(trace, full, "affinity_lru_tail_5859", RouterKind.PrefixAffinity, 5_859);
            }
        }
    }

    private static void Check(TraceWorkload trace, JsonElement full, string name, RouterKind router, int blocks)
    {
        foreach (JsonProperty fleet in full.GetProperty(name).EnumerateObject())
        {
            int replicas = int.Parse(fleet.Name, CultureInfo.InvariantCulture);
            Assert.That(
                HitTokens(trace, router, replicas, blocks), Is.EqualTo(fleet.Value.GetProperty("hit_tokens").GetInt64()), $"{name} over {replicas}");
        }
    }

    private static long HitTokens(TraceWorkload trace, RouterKind router, int replicas, int blocks)
    {
        EngineOptions options = new()
        {
            MaxSequences = 1,
            TokenBudget = 10_000_000,
            Blocks = blocks + 1, // the reference counts whole blocks; the last, unfilled block of the prompt at hand comes on top
            BlockSize = TraceBlockTokens,
            MaxModelLength = 10_000_000,
        };
        Deployment deployment = new(
            new DeploymentOptions
            {
                Groups = [new ReplicaGroup { Engine = options, Predictor = new LinearPredictor(1, 0, 0, 0), Replicas = replicas }],
                Router = router,
            },
            EngineMode.Leap);
        Request[] requests = [.. trace.Requests.Select((r, i) => r with { Arrival = new(i * 10L), OutputTokens = 1 })];
        return SimulationRun.Execute(new ListSource(requests), deployment, new RunOptions()).CachedPromptTokens;
    }
}
