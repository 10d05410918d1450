using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>Traffic that changes over time, as a user asks for it.</summary>
public class TrafficTests
{
    private const string Server = """
        "predictor": { "kind": "linear", "base_ps": 1000000000, "per_token_ps": 1000000 }, "kv_blocks": 10000, "batch": 64,
        "workload": "fixed-1k-1k", "input_tokens": 20, "output_tokens": 3
        """;

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AProfileInAFileBesideTheScenarioSetsTheRateOfEachHour()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        File.WriteAllText(Path.Combine(_folder, "sub", "day.csv"), "seconds,requests_per_second\n0,1\n3600,3\n7200,0\n");
        File.WriteAllText(Path.Combine(_folder, "sub", "s.json"), $$"""{ {{Server}}, "rate_profile": "day.csv", "arrivals": "constant", "duration": "1d" }""");
        Infersim.Result result = Infersim.Run(_folder, "run", Path.Combine("sub", "s.json"), "--timeline", "t.csv", "--timeline-interval", "3600");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows timeline = Rows.Of(File.ReadAllText(Path.Combine(_folder, "t.csv")));
        Assert.That(timeline.Number(0, "arrived_requests"), Is.EqualTo(3600));
        Assert.That(timeline.Number(1, "arrived_requests"), Is.EqualTo(10_800));
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Number(0, "completed_requests"), Is.EqualTo(14_401), "then nobody comes; the last stands at the very end");
        Assert.That(rows.Text(0, "arrival_duration"), Is.EqualTo("1d"));
    }

    [Test]
    public void RequestsAndDurationEndTheArrivalsWhicheverComesFirst()
    {
        File.WriteAllText(Path.Combine(_folder, "r.json"), $$"""{ {{Server}}, "rate": 10, "arrivals": "constant" }""");
        Rows by = Rows.Of(Infersim.Run(_folder, "sweep", "r.json", "--duration", "1m,5m,1h", "--requests", "2000").Output);
        Assert.That(by.Number(0, "completed_requests"), Is.EqualTo(600));
        Assert.That(by.Number(1, "completed_requests"), Is.EqualTo(2000));
        Assert.That(by.Number(2, "completed_requests"), Is.EqualTo(2000));
    }

    [Test]
    public void DescribeAndGenerateTakeAProfile()
    {
        Infersim.Result generated = Infersim.Run(
            _folder, "workload", "generate", "--workload", "fixed-1k-1k", "--rate", "5", "--rate-profile", "steps:1@0:2@100", "--duration", "200", "--arrivals", "constant", "--out", "g.csv");
        Assert.That(generated.ExitCode, Is.Zero, generated.Error);
        Infersim.Result described = Infersim.Run(_folder, "workload", "describe", "g.csv", "--rate-profile", "steps:0.5@0");
        Assert.That(described.Output, Does.Contain("requests,1500").And.Contain("span_seconds,399.8"));
    }

    [Test]
    public void TenantsAreReportedInCsvAndJson()
    {
        File.WriteAllText(Path.Combine(_folder, "mix.json"), $$"""
            { {{Server}}, "rate": 50, "requests": 900, "tenants": [
              { "name": "a", "share": 2, "slo_ttft_ms": 1000, "price_class": "gold" },
              { "name": "b", "share": 1, "arrivals": "constant", "output_tokens": "5" } ] }
            """);
        Infersim.Result result = Infersim.Run(_folder, "run", "mix.json", "--tenants-out", "t.csv", "--json", "r.json", "--requests-out", "q.csv");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows tenants = Rows.Of(File.ReadAllText(Path.Combine(_folder, "t.csv")));
        Assert.That((tenants.Text(0, "tenant"), tenants.Text(0, "price_class"), tenants.Text(1, "slo_ttft_ms")), Is.EqualTo(("a", "gold", "")));
        Assert.That(tenants.Number(0, "completed_requests") + tenants.Number(1, "completed_requests"), Is.EqualTo(900));
        Assert.That(tenants.Number(1, "completed_requests"), Is.EqualTo(300).Within(40));
        Assert.That(tenants.Number(1, "completed_output_tokens"), Is.EqualTo(5 * tenants.Number(1, "completed_requests")));
        Assert.That(tenants.Number(0, "slo_attainment_fraction"), Is.EqualTo(1));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "r.json")));
        Assert.That(json.RootElement.GetProperty("rows")[0].GetProperty("tenants")[1].GetProperty("tenant").GetString(), Is.EqualTo("b"));
        Rows requests = Rows.Of(File.ReadAllText(Path.Combine(_folder, "q.csv")));
        Assert.That(requests.All("tenant").Count(t => t == "b"), Is.EqualTo((int)tenants.Number(1, "completed_requests")));
        Infersim.Result described = Infersim.Run(_folder, "workload", "describe", "mix.json");
        Assert.That(described.Output, Does.Contain("requests,900"));
    }

    [Test]
    public void EachTenantHasItsOwnLimitAndPatienceOrTheScenarios()
    {
        File.WriteAllText(Path.Combine(_folder, "clients.json"), $$"""
            { {{Server}}, "rate": 40, "requests": 400, "max_tokens": 20, "tenants": [
              { "name": "as-all", "share": 1, "output_tokens": "50" },
              { "name": "longer", "share": 1, "output_tokens": "50", "max_tokens": 30 },
              { "name": "hasty", "share": 1, "patience": "0.000000001" } ] }
            """);
        Infersim.Result result = Infersim.Run(_folder, "run", "clients.json", "--tenants-out", "t.csv");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows tenants = Rows.Of(File.ReadAllText(Path.Combine(_folder, "t.csv")));
        Assert.That(tenants.Number(0, "completed_requests"), Is.GreaterThan(50));
        Assert.That(tenants.Number(0, "completed_output_tokens"), Is.EqualTo(20 * tenants.Number(0, "completed_requests")));
        Assert.That(tenants.Number(1, "completed_output_tokens"), Is.EqualTo(30 * tenants.Number(1, "completed_requests")));
        Assert.That((tenants.Number(2, "completed_requests"), tenants.Number(2, "cancelled_requests")), Is.EqualTo((0, 400 - tenants.Number(0, "completed_requests") - tenants.Number(1, "completed_requests"))));
    }

    [TestCase("""{ "name": "a", "share": 1 }""", "share above 0 of the scenario's rate")]
    [TestCase("""{ "name": "a", "rate": 1, "workload": "chta" }""", "tenant 'a': unknown workload 'chta'")]
    [TestCase("""{ "name": "a", "concurrency": 5 }""", "tenant 'a': closed-loop arrivals need the tenant's own number of requests")]
    [TestCase("""{ "name": "a", "rate": 1, "patience": "soon" }""", "tenant 'a': --patience soon")]
    [TestCase("""{ "nam": "a", "rate": 1 }""", "nam")]
    [TestCase("""{ "name": "a", "rate": -1 }""", "tenant 'a': --rate -1")]
    [TestCase("""{ "name": "a", "rate": 1 }, { "name": "a", "rate": 2 }""", "different names")]
    public void MistakesOfTenantsNameTheTenant(string tenants, string message)
    {
        File.WriteAllText(Path.Combine(_folder, "bad.json"), $$"""{ {{Server}}, "tenants": [ {{tenants}} ] }""");
        Infersim.Result result = Infersim.Run(_folder, "run", "bad.json");
        Assert.That(result.ExitCode, Is.InRange(1, 2));
        Assert.That(result.Error, Does.Contain(message).And.Not.Contain("   at "));
    }

    [Test]
    public void TiersFetchWhatTheCacheEvictedAndEveryTierHasItsColumns()
    {
        string[] scenario = ["--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--kv-blocks", "400", "--max-model-len", "6400", "--rate-scale", "20",
            "--workload", Path.Combine(Infersim.Root, "workloads", "sample-sessions.csv"), "--kv-fetch", "always"];
        Rows rows = Rows.Of(Infersim.Run(_folder, ["sweep", .. scenario, "--kv-tiers", "off,host:100MiB,host:100MiB+ssd:1TiB"]).Output);

        Assert.That(rows.Text(0, "kv_host_fetched_blocks"), Is.Empty);
        Assert.That(rows.Text(1, "kv_ssd_read_bytes"), Is.Empty);
        Assert.That(rows.Number(1, "kv_host_fetched_blocks"), Is.Positive);
        Assert.That(rows.Number(2, "kv_ssd_read_bytes"), Is.EqualTo(rows.Number(2, "kv_ssd_fetched_blocks") * 16 * 131_072), "128 KiB for each token of this model");
        Assert.That(rows.Number(2, "kv_stall_seconds"), Is.Positive);
        Assert.That(rows.Number(1, "cache_hit_fraction"), Is.GreaterThan(rows.Number(0, "cache_hit_fraction")));
        Assert.That(rows.Number(2, "cache_hit_fraction"), Is.GreaterThan(rows.Number(1, "cache_hit_fraction")));
    }

    [Test]
    public void LoadingBesideOtherWorkStallsLess()
    {
        string scenario = Path.Combine(Infersim.Root, "workloads", "scenarios", "kv-tiers.json");
        Rows rows = Rows.Of(Infersim.Run(_folder, "sweep", scenario, "--requests", "1200", "--rate", "0.8", "--kv-load", "async,blocking").Output);
        Assert.That(rows.Number(0, "kv_stall_seconds"), Is.LessThan(rows.Number(1, "kv_stall_seconds") / 2));
        Assert.That(rows.Number(0, "kv_loading_seconds"), Is.GreaterThan(2 * rows.Number(0, "kv_stall_seconds")));
        Assert.That(rows.Number(0, "tpot_mean_ms"), Is.LessThan(rows.Number(1, "tpot_mean_ms")));
        rows = Rows.Of(Infersim.Run(_folder, "sweep", scenario, "--requests", "50", "--engine", "vllm,sglang,trtllm").Output);
        Assert.That(Enumerable.Range(0, 3).Select(i => rows.Text(i, "kv_load")), Is.EqualTo((string[])["async", "blocking", "blocking"]), "as each engine loads");
    }

    [TestCase("run --kv-tiers hst:1GB", "'hst:1GB' is not understood")]
    [TestCase("run --kv-tiers host:1GB --kv-load async --policy sglang", "--kv-load async goes with --policy vllm")]
    [TestCase("run --kv-tiers host:1GB --kv-load async --batch-wait-steps 5", "and not with --prefill-wait-steps or --batch-wait-steps")]
    [TestCase("run --pools 1p1d --kv-transfer pull --kv-layerwise on", "--kv-transfer pull does not go with --kv-layerwise on")]
    [TestCase("run --pools 1p1d --kv-link-sharing fair --kv-layerwise on", "--kv-link-sharing fair does not go with --kv-layerwise on")]
    [TestCase("run --pools 1p1d --kv-link-sharing fare", "--kv-link-sharing fare: allowed are fifo, fair")]
    [TestCase("run --pools 1p1d --kv-transfer pull --policy sglang", "--kv-transfer pull goes with --policy vllm")]
    [TestCase("run --kv-tiers host:1GB --prefix-caching off", "go with prefix caching")]
    [TestCase("workload cache chat --tier-blocks 5", "give its size by --blocks")]
    public void MistakesOfTiersAreExplained(string command, string message)
    {
        Infersim.Result result = Infersim.Run(_folder, command.Split(' '));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(message));
    }

    [TestCase("--rate-profile diurnl --rate 1", "did you mean 'diurnal'")]
    [TestCase("--rate-profile diurnal", "give --rate")]
    [TestCase("--rate 1 --duration 5x", "expected seconds")]
    [TestCase("--concurrency 4 --duration 1h", "--measure")]
    [TestCase("--receive-interval-steps 4", "--receive-interval-steps goes with --policy sglang, not with vllm")]
    [TestCase("--policy sglang --receive-interval-steps 0", "a whole number from 1 to 1000 is expected")]
    [TestCase("--policy sglang --batch-wait-steps 4", "--batch-wait-steps goes with --policy vllm")]
    [TestCase("--batch-wait-share 0.5", "--batch-wait-share goes with --batch-wait-steps")]
    public void MistakesAreExplained(string flags, string message)
    {
        Infersim.Result result = Infersim.Run(_folder, ["run", .. flags.Split(' ')]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(message));
    }
}
