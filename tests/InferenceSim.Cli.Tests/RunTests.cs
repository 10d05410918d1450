using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim run</c> and the smaller commands give.</summary>
public class RunTests
{
    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AScenarioFileWithALinearPredictorGivesTimesWorkedOutByHand()
    {
        // One user, 100 input and 11 output tokens, 1 ms a step and 0.01 ms a token. The prefill step lasts 1 + 100 x 0.01 = 2 ms and
        // gives the first token; each of the ten decode steps lasts 1.01 ms: TTFT 2, TPOT 1.01, E2E 12.1 ms.
        File.WriteAllText(Path.Combine(_folder, "by-hand.json"), """
            {
              // every step 1 ms, every token 10 us
              "predictor": { "kind": "linear", "base_ps": 1000000000, "per_token_ps": 10000000 },
              "kv_blocks": 100, "batch": 1, "requests": 5, "workload": "fixed-1k-1k",
              "input_tokens": 100, "output_tokens": 11,
              "prefix_caching": false,
            }
            """);
        Infersim.Result result = Infersim.Run(_folder, "run", "by-hand.json");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Number(0, "ttft_mean_ms"), Is.EqualTo(2));
        Assert.That(rows.Number(0, "tpot_mean_ms"), Is.EqualTo(1.01));
        Assert.That(rows.Number(0, "e2e_mean_ms"), Is.EqualTo(12.1));
        Assert.That(rows.Number(0, "steps"), Is.EqualTo(55));
        Assert.That(rows.Number(0, "duration_seconds"), Is.EqualTo(0.0605));
        Assert.That(rows.Text(0, "predictor"), Is.EqualTo("linear"));
        Assert.That(rows.Text(0, "mfu"), Is.Empty, "it knows no hardware");
    }

    [Test]
    public void FlagsOverrideTheScenarioFile()
    {
        File.WriteAllText(Path.Combine(_folder, "s.json"), """{ "model": "llama-3.1-8b", "gpu": "h100-sxm", "batch": 4, "requests": 20 }""");
        Rows rows = Rows.Of(Infersim.Run(_folder, "run", "s.json", "--batch", "2").Output);

        Assert.That(rows.Text(0, "model"), Is.EqualTo("llama-3.1-8b"));
        Assert.That(rows.Text(0, "batch"), Is.EqualTo("2"));
        Assert.That(rows.Text(0, "weight_precision"), Is.EqualTo("bf16"), "as the model is published");
    }

    [Test]
    public void ExplainsWhereTheTimeOfAStepGoes()
    {
        Infersim.Result result = Infersim.Run(_folder, "run", "--batch", "8", "--requests", "40", "--explain");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        string[] lines = result.Output.Split('\n');
        double[] decode = [.. lines.First(l => l.StartsWith(" decode ", StringComparison.Ordinal)).Split("tokens")[1]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.That(decode, Has.Length.EqualTo(6), "all, compute, HBM, interconnect, launches, host");
        Assert.That(decode[1..].Sum(), Is.EqualTo(decode[0]).Within(0.003), "the causes are the whole step, each rounded to a microsecond");
        Assert.That(decode[2], Is.GreaterThan(decode[1]), "eight sequences do not keep the arithmetic units busy");
        Assert.That(result.Output, Does.Contain("prefill").And.Contain("all-reduce").And.Contain("decode attention"));
    }

    [Test]
    public void ExplainsTheStepsOfEachGroupOnItsOwnHardware()
    {
        File.WriteAllText(Path.Combine(_folder, "apart.json"), """
            {
              "model": "llama-3.1-8b", "rate": 4, "requests": 60,
              "groups": [
                { "name": "first", "role": "prefill", "gpu": "h100-sxm", "replicas": 1 },
                { "name": "rest", "role": "decode", "gpu": "l40s", "replicas": 1 },
              ]
            }
            """);
        Infersim.Result apart = Infersim.Run(_folder, "run", "apart.json", "--explain");
        Assert.That(apart.ExitCode, Is.Zero, apart.Error);
        Assert.That(apart.Output, Does.Contain(" first: prefill ").And.Contain(" rest: decode ").And.Not.Contain("first: decode").And.Not.Contain("rest: prefill"));

        // An L40S reads a quarter of an H100's bytes a second: the step is priced on the hardware of its group.
        Assert.That(Milliseconds(apart, " rest: decode "), Is.GreaterThan(3 * Milliseconds(Infersim.Run(_folder, "run", "--model", "llama-3.1-8b", "--gpu", "h100-sxm", "--batch", "4", "--requests", "20", "--explain"), " decode ")));
    }

    private static double Milliseconds(Infersim.Result result, string line) => double.Parse(
        result.Output.Split('\n').First(l => l.StartsWith(line, StringComparison.Ordinal)).Split("tokens")[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
        System.Globalization.CultureInfo.InvariantCulture);

    [Test]
    public void WritesARowForEveryRequestAndEveryInterval()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "run", "--rate", "4", "--requests", "40", "--requests-out", "requests.csv", "--timeline", "timeline.csv", "--timeline-interval", "2");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows summary = Rows.Of(result.Output);
        Rows requests = Rows.Of(File.ReadAllText(Path.Combine(_folder, "requests.csv")));
        Rows timeline = Rows.Of(File.ReadAllText(Path.Combine(_folder, "timeline.csv")));
        Assert.That(requests.Count, Is.EqualTo(40));
        Assert.That(requests.All("index").Select(int.Parse), Is.EquivalentTo(Enumerable.Range(0, 40)));
        double[] ttft = [.. Enumerable.Range(0, 40).Select(r => requests.Number(r, "ttft_ms"))];
        Assert.That(ttft.Average(), Is.EqualTo(summary.Number(0, "ttft_mean_ms")).Within(1e-9).Percent);
        Assert.That(ttft.Max(), Is.EqualTo(summary.Number(0, "ttft_max_ms")));
        Assert.That(Enumerable.Range(0, timeline.Count).Sum(r => timeline.Number(r, "completed_requests")), Is.EqualTo(40));
        Assert.That(
            Enumerable.Range(0, timeline.Count).Sum(r => timeline.Number(r, "length_seconds")),
            Is.EqualTo(summary.Number(0, "duration_seconds")).Within(1e-9).Percent);
    }

    [Test]
    public void ARunThatIsStoppedSaysSo()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "run", "--rate", "10", "--max-sim-time", "5").Output);

        Assert.That(rows.Text(0, "status"), Is.EqualTo("stopped"));
        Assert.That(rows.Text(0, "reason"), Does.Contain("5 simulated seconds"));
    }

    [Test]
    public void ADefaultTokenBudgetBelowTheBatchIsRaisedToIt()
    {
        Rows rows = Rows.Of(Infersim.Run(
            _folder, "run", "--model", "llama-3.2-1b", "--gpu", "l40s", "--batch", "3000", "--requests", "3000", "--input-tokens", "8", "--output-tokens", "4").Output);

        Assert.That(rows.Text(0, "status"), Is.EqualTo("ok"));
        Assert.That(rows.Text(0, "token_budget"), Is.EqualTo("3000"), "vLLM's default for this accelerator is 2,048");
    }

    [Test]
    public void CompareRanksAcceleratorsByWhatOutputCosts()
    {
        Infersim.Result result = Infersim.Run(_folder, "compare", "--model", "llama-3.1-8b", "--gpu", "l40s,h100-sxm", "--batch", "4,16", "--json", "all.json");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Count, Is.EqualTo(2));
        Assert.That(rows.All("status"), Is.All.EqualTo("ok"));
        Assert.That(rows.Number(0, "output_cost_usd_per_mtok"), Is.LessThan(rows.Number(1, "output_cost_usd_per_mtok")));
        Assert.That(rows.All("slo_ttft_ms"), Is.All.EqualTo("2000"));
        using JsonDocument all = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "all.json")));
        Assert.That(all.RootElement.GetProperty("rows").GetArrayLength(), Is.EqualTo(4));
    }

    [Test]
    public void CompareSaysInWordsWhichToRent()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "compare", "--model", "llama-3.1-8b", "--gpu", "l40s,h100-sxm", "--batch", "4,64", "--format", "table");

        Assert.That(result.Output, Does.Match(@"(?m)^Rent 1 x h100-sxm: [\d.]+ USD per million output tokens, "));
        Assert.That(result.Output, Does.Match(@"(?m)^2\. 1 x l40s: "));
    }

    [Test]
    public void CompareMarksWhatMissesTheLimitsAtEveryBatch()
    {
        Rows rows = Rows.Of(Infersim.Run(
            _folder, "compare", "--model", "llama-3.1-8b", "--gpu", "l40s", "--batch", "1,4", "--slo-tpot-ms", "1").Output);

        Assert.That(rows.All("status"), Is.EqualTo(["misses_slo"]));
        Assert.That(rows.Text(0, "batch"), Is.EqualTo("4"), "the one of highest throughput");
    }

    [Test]
    public void AGeneratedWorkloadReadBackRunsTheSame()
    {
        string[] traffic = ["--rate", "5", "--requests", "50", "--seed", "7"];
        Infersim.Result made = Infersim.Run(_folder, ["workload", "generate", "--workload", "chat", .. traffic, "--out", "made.csv"]);
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        Rows direct = Rows.Of(Infersim.Run(_folder, ["run", "--workload", "chat", .. traffic]).Output);
        Rows replayed = Rows.Of(Infersim.Run(_folder, "run", "--workload", "made.csv").Output);

        foreach (string column in (string[])["steps", "output_tokens_per_second", "ttft_p99_ms", "e2e_mean_ms", "duration_seconds"])
        {
            Assert.That(replayed.Text(0, column), Is.EqualTo(direct.Text(0, column)), column);
        }
    }

    [Test]
    public void DescribesAWorkload()
    {
        Infersim.Run(_folder, "workload", "generate", "--rate", "5", "--requests", "100", "--out", "described.csv");
        Infersim.Result result = Infersim.Run(_folder, "workload", "describe", "described.csv");

        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.Columns, Is.EqualTo(["quantity", "value"]));
        int requests = Array.IndexOf(rows.All("quantity"), "requests");
        Assert.That(rows.Text(requests, "value"), Is.EqualTo("100"));
    }

    [Test]
    public void CountsPrefixCacheHits()
    {
        // Two prompts of 64 tokens that begin with the same 32: at 16 tokens a block, the second finds 2 of its 4 blocks.
        File.WriteAllText(
            Path.Combine(_folder, "shared.csv"),
            "arrival_seconds,input_tokens,output_tokens,prefix\n0,64,1,s1:32\n1,64,1,s1:32\n");
        Rows rows = Rows.Of(Infersim.Run(_folder, "workload", "cache", "shared.csv", "--blocks", "100").Output);

        Assert.That(rows.All("order"), Is.EqualTo(["lru_tail", "lru", "fifo", "oracle", "infinite"]));
        Assert.That(rows.All("hit_blocks"), Is.All.EqualTo("2"));
        Assert.That(rows.All("total_blocks"), Is.All.EqualTo("8"));
    }

    [TestCase("gpus", "h100-sxm")]
    [TestCase("models", "llama-3.1-70b")]
    [TestCase("workloads", "chat")]
    public void ListsWhatItKnows(string what, string name) =>
        Assert.That(Rows.Of(Infersim.Run(_folder, "list", what).Output).All("name"), Does.Contain(name));

    [TestCase("gpu", "h100-sxm")]
    [TestCase("model", "llama-3.1-70b")]
    [TestCase("workload", "chat")]
    public void ShowsAnEntryWithItsSource(string kind, string name)
    {
        using JsonDocument json = JsonDocument.Parse(Infersim.Run(_folder, "show", kind, name).Output, new() { CommentHandling = JsonCommentHandling.Skip });

        Assert.That(json.RootElement.GetProperty("source").GetString(), Is.Not.Empty);
    }

    [TestCase("run")]
    [TestCase("sweep")]
    [TestCase("compare")]
    public void HelpHasExamplesAndEveryFlag(string command)
    {
        Infersim.Result result = Infersim.Run(_folder, command, "--help");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Output, Does.Contain("Examples:").And.Contain("--kv-precision").And.Contain("--slo-tpot-ms"));
    }
}
