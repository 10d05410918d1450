using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim sweep</c> prints and writes.</summary>
public class SweepTests
{
    private static readonly string[] s_published =
    [
        "model", "gpu", "num_gpus", "tp", "weight_precision", "kv_precision", "policy", "batch", "token_budget", "prefix_caching",
        "workload", "arrivals", "rate_requests_per_second", "concurrency", "requests", "seed",
    ];

    private static readonly string[] s_publishedResults =
    [
        "steps", "duration_seconds", "requests_per_second", "output_tokens_per_second", "total_tokens_per_second",
        "output_tokens_per_second_per_gpu",
        .. ((string[])["ttft", "tpot", "itl", "e2e", "queue"]).SelectMany(
            l => ((string[])["mean", "p50", "p90", "p95", "p99", "max"]).Select(s => $"{l}_{s}_ms")),
        "busy_fraction", "mfu", "mbu", "kv_mean_fraction", "kv_peak_fraction", "mean_batch", "cache_hit_fraction", "preemptions",
        "price_usd_per_gpu_hour", "total_cost_usd_per_mtok", "input_cost_usd_per_mtok", "output_cost_usd_per_mtok",
    ];

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void WithoutFlagsSweepsBatchOneTo256OfTheBuiltInScenario()
    {
        Infersim.Result result = Infersim.Run(_folder, "sweep");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Error, Is.Empty, "nothing on stderr in a pipe");
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("batch"), Is.EqualTo(["1", "2", "4", "8", "16", "32", "64", "128", "256"]));
        Assert.That(rows.All("status"), Is.All.EqualTo("ok"));
        Assert.That(rows.Text(0, "model"), Is.EqualTo("llama-3.1-70b"));
        Assert.That(rows.Text(0, "weight_precision"), Is.EqualTo("fp8"));
        Assert.That(rows.Text(0, "gpu"), Is.EqualTo("h100-sxm"));
        Assert.That(rows.Text(0, "num_gpus"), Is.EqualTo("4"));
        Assert.That(rows.All("concurrency"), Is.EqualTo(rows.All("batch")), "a closed loop of as many users as the batch");
        Assert.That(rows.Number(8, "requests"), Is.EqualTo(2560), "ten for each user");
        Assert.That(rows.Number(0, "requests"), Is.EqualTo(200), "and at least 200");
        for (int i = 1; i < rows.Count; i++)
        {
            Assert.That(rows.Number(i, "output_tokens_per_second"), Is.GreaterThan(rows.Number(i - 1, "output_tokens_per_second")));
            Assert.That(rows.Number(i, "tpot_mean_ms"), Is.GreaterThan(rows.Number(i - 1, "tpot_mean_ms")));
        }
    }

    [TestCase("--pp", "1,2", "pp", "--model", "llama-3.1-8b", "--tp", "1")]
    [TestCase("--dp", "8,16", "dp", "--model", "qwen3-30b-a3b", "--tp", "1")]
    [TestCase("--ep", "1,4", "ep", "--model", "qwen3-30b-a3b", "--tp", "4")]
    [TestCase("--two-batch-overlap", "off,on", "overlap", "--model", "qwen3-30b-a3b", "--tp", "1", "--dp", "8")]
    [TestCase("--engine-mode", "leap,step", "mode", "--model", "llama-3.1-8b", "--tp", "1")]
    public void WhatIsSweptTellsTheRowsOfTheTableApart(string flag, string values, string header, params string[] more)
    {
        Infersim.Result result = Infersim.Run(
            _folder, ["sweep", "--gpu", "h200-sxm", "--batch", "16", "--requests", "16", "--format", "table", flag, values, .. more]);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        string[][] lines = [.. result.Output.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.That(lines.Any(l => l.Contains(header)), result.Output);
        foreach (string value in values.Split(','))
        {
            Assert.That(lines.Any(l => l.Contains("ok") && l.Contains(value)), $"{value} in{Environment.NewLine}{result.Output}");
        }
    }

    [Test]
    public void HasThePublishedColumnsInTheirOrder()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "sweep", "--batch", "4", "--requests", "20").Output);

        Assert.That(rows.Columns.Take(s_published.Length), Is.EqualTo(s_published));
        int status = Array.IndexOf(rows.Columns, "status");
        Assert.That(rows.Columns[status + 1], Is.EqualTo("reason"));
        Assert.That(rows.Columns.Skip(status + 2).Take(s_publishedResults.Length), Is.EqualTo(s_publishedResults));
        Assert.That(rows.Columns, Is.Unique);
    }

    [Test]
    public void NumbersAgreeWithEachOther()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "sweep", "--batch", "8,32", "--price", "2.5").Output);

        for (int i = 0; i < rows.Count; i++)
        {
            double seconds = rows.Number(i, "duration_seconds");
            double produced = rows.Number(i, "produced_output_tokens");
            double input = rows.Number(i, "completed_input_tokens");
            double usd = 4 * 2.5 * seconds / 3600;
            Assert.That(rows.Number(i, "output_tokens_per_second"), Is.EqualTo(produced / seconds).Within(1e-9).Percent);
            Assert.That(rows.Number(i, "output_tokens_per_second_per_gpu"), Is.EqualTo(produced / seconds / 4).Within(1e-9).Percent);
            Assert.That(rows.Number(i, "total_cost_usd"), Is.EqualTo(usd).Within(1e-9).Percent);
            Assert.That(rows.Number(i, "total_cost_usd_per_mtok"), Is.EqualTo(usd / (input + produced) * 1e6).Within(1e-9).Percent);
            double parts = (rows.Number(i, "input_cost_usd_per_mtok") * input) + (rows.Number(i, "output_cost_usd_per_mtok") * produced);
            Assert.That(parts / 1e6, Is.EqualTo(usd).Within(1e-9).Percent, "what input and output cost is what everything cost");
            Assert.That(rows.Number(i, "busy_fraction"), Is.InRange(0, 1));
        }
    }

    [Test]
    public void WritesTheSameRowsToAFileAndToStdout()
    {
        Infersim.Result result = Infersim.Run(_folder, "sweep", "--batch", "1,4", "--requests", "50", "--out", "same.csv", "--json", "same.json");

        string file = File.ReadAllText(Path.Combine(_folder, "same.csv"));
        Assert.That(file, Is.EqualTo(result.Output));
        Rows rows = Rows.Of(file);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "same.json")));
        JsonElement row = json.RootElement.GetProperty("rows")[1];
        Assert.That(row.EnumerateObject().Select(p => p.Name), Is.EqualTo(rows.Columns));
        Assert.That(row.GetProperty("steps").GetInt64(), Is.EqualTo(long.Parse(rows.Text(1, "steps"), CultureInfo.InvariantCulture)));
        Assert.That(row.GetProperty("ttft_p99_ms").GetDouble(), Is.EqualTo(rows.Number(1, "ttft_p99_ms")));
        Assert.That(row.GetProperty("rate_requests_per_second").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void GivesTheSameBytesForAnyNumberOfProcessorsAndEitherEngineMode()
    {
        string[] sweep = ["sweep", "--model", "llama-3.1-8b", "--gpu", "l40s,h100-sxm", "--batch", "1,2,4..32", "--requests", "60"];
        Infersim.Result one = Infersim.Run(_folder, new() { ["DOTNET_PROCESSOR_COUNT"] = "1" }, sweep);
        Infersim.Result four = Infersim.Run(_folder, new() { ["DOTNET_PROCESSOR_COUNT"] = "4" }, sweep);
        Infersim.Result steps = Infersim.Run(_folder, [.. sweep, "--engine-mode", "step"]);

        Assert.That(one.ExitCode, Is.Zero, one.Error);
        Assert.That(four.Output, Is.EqualTo(one.Output));
        Assert.That(steps.Output, Is.EqualTo(one.Output));
    }

    [Test]
    public void KeepsGoingWhenAModelDoesNotFitAndSaysWhatWould()
    {
        Infersim.Result result = Infersim.Run(
            _folder, "sweep", "--model", "llama-3.1-70b", "--precision", "bf16", "--gpu", "h100-sxm", "--tp", "1,4", "--batch", "4", "--requests", "20");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("status"), Is.EqualTo(["infeasible", "ok"]));
        Assert.That(rows.Text(0, "reason"), Does.Contain("GB").And.Contain("would fit").And.Contain("tp 2 bf16"));
        Assert.That(rows.Text(0, "output_tokens_per_second"), Is.Empty);
        Assert.That(rows.Text(1, "reason"), Is.Empty);
    }

    [Test]
    public void CallsADeploymentThatFallsBehindSaturated()
    {
        Rows rows = Rows.Of(Infersim.Run(
            _folder, "sweep", "--model", "llama-3.1-8b", "--gpu", "l40s", "--batch", "16", "--rate", "0.5,200", "--requests", "3000").Output);

        Assert.That(rows.All("status"), Is.EqualTo(["ok", "saturated"]));
        Assert.That(rows.Text(1, "reason"), Does.Contain("waiting"));
        Assert.That(rows.All("arrivals"), Is.All.EqualTo("poisson"));
    }

    [Test]
    public void SaysWhichPointsMissTheLatencyLimits()
    {
        Rows rows = Rows.Of(Infersim.Run(_folder, "sweep", "--batch", "1,128", "--slo-tpot-ms", "20").Output);

        Assert.That(rows.All("status"), Is.EqualTo(["ok", "misses_slo"]));
        Assert.That(rows.Text(1, "reason"), Does.Contain("TPOT").And.Contain("20 ms"));
        Assert.That(rows.Number(0, "slo_attainment_fraction"), Is.EqualTo(1));
    }

    [Test]
    public void LeavesCostEmptyWhereNobodyGaveAPriceAndSaysSoOnce()
    {
        File.WriteAllText(Path.Combine(_folder, "unpriced.json"), UnpricedGpu());
        Infersim.Result result = Infersim.Run(
            _folder, "sweep", "--model", "llama-3.1-8b", "--gpu", "./unpriced.json", "--batch", "1,2", "--requests", "20");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Rows rows = Rows.Of(result.Output);
        Assert.That(rows.All("output_cost_usd_per_mtok"), Is.All.Empty);
        Assert.That(rows.All("price_source"), Is.All.Empty);
        Assert.That(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1));
        Assert.That(result.Error, Does.Contain("--price"));
    }

    [TestCase("plot.png", "\u0089PNG")]
    [TestCase("plot.svg", "<")]
    public void DrawsAPicture(string name, string beginning)
    {
        Infersim.Result result = Infersim.Run(_folder, "sweep", "--batch", "1,8,64", "--requests", "50", "--plot", name);

        Assert.That(result.ExitCode, Is.Zero, result.Error);
        byte[] bytes = File.ReadAllBytes(Path.Combine(_folder, name));
        Assert.That(System.Text.Encoding.Latin1.GetString(bytes, 0, beginning.Length), Is.EqualTo(beginning));
        Assert.That(bytes, Has.Length.GreaterThan(10_000));
    }

    private string UnpricedGpu()
    {
        string json = Infersim.Run(_folder, "show", "gpu", "l40s").Output;
        System.Text.Json.Nodes.JsonObject gpu = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(json)!;
        gpu["name"] = "unpriced";
        Assert.That(gpu.Remove("prices"), "a catalog entry has prices");
        return gpu.ToJsonString();
    }
}
