using System.Text;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Calibration;

/// <summary>Result files of benchmark clients.</summary>
[TestFixture]
public sealed class BenchmarkResultReaderTests
{
    private static readonly OwnServer s_server = new() { Gpu = "h100-sxm", Tp = 8 };

    [Test]
    public void ReadsWhatVllmBenchServeSaved()
    {
        using FileStream stream = File.OpenRead(SharedData.Require("traces/formats/vllm_serve_result_detailed_2024.truncated10.json"));
        BenchmarkRun run = BenchmarkResultReader.Read(stream, "saved.json", s_server with { Precision = "fp8" }).Single();

        Assert.That((run.Requests, run.Generation), Is.EqualTo((1000, "vllm-v1-async")));
        Measurement m = run.Measurement;
        Assert.That((m.Model, m.WeightPrecision, m.Tp), Is.EqualTo(("llama-3.1-405b", "fp8", (int?)8)));
        Assert.That((m.Mode, m.Load), Is.EqualTo((MeasuredMode.OpenLoop, (double?)16)));
        Assert.That(m.InputTokens, Is.EqualTo(215.196).Within(1e-9), "215,196 tokens of 1,000 requests");
        Assert.That(m.Measured["ttft_mean_ms"], Is.EqualTo(1486.3937409630162));
        Assert.That(m.Measured["tpot_p50_ms"], Is.EqualTo(112.45452213559825));
        Assert.That(m.Measured["total_tok_s"], Is.EqualTo(3336.581187066595));
        Assert.That(BenchmarkRun.Planner([run]).Plan(m) is { Status: ValidationStatus.Ok, Spec.Requests: 1000 }, Is.True);
    }

    [Test]
    public void ReadsLinesOfSglangWithTheInfinityThatJsonDoesNotKnow()
    {
        // As bench_serving.py appends them: no model, a bare Infinity, its own names for the end-to-end latency.
        const string lines = """
            {"backend": "sglang", "request_rate": Infinity, "max_concurrency": 16, "completed": 64, "total_input_tokens": 64000, "total_output_tokens": 6400, "output_throughput": 900.5, "total_throughput": 9905.5, "mean_e2e_latency_ms": 1500.0, "mean_ttft_ms": 90.0, "mean_tpot_ms": 12.5, "generated_texts": ["\"request_rate\": Infinity"]}
            {"backend": "sglang", "request_rate": 4.0, "max_concurrency": null, "completed": 100, "total_input_tokens": 100000, "total_output_tokens": 10000, "mean_ttft_ms": 80.0}
            """;
        IReadOnlyList<BenchmarkRun> runs = Read(lines, s_server with { Model = "llama-3.1-70b" });

        Assert.That(runs.Select(r => r.Generation), Is.All.EqualTo("sglang"));
        Assert.That(runs.Select(r => (r.Measurement.Mode, r.Measurement.Load)), Is.EqualTo(new[] { (MeasuredMode.ClosedLoop, (double?)16), (MeasuredMode.OpenLoop, 4) }));
        Assert.That(runs[0].Measurement.Measured["e2e_mean_ms"], Is.EqualTo(1500));
        Assert.That(runs[0].Measurement.WeightPrecision, Is.EqualTo("bf16"), "as it is published");
        Assert.That(runs.Select(r => r.Measurement.Id), Is.Unique);
    }

    [TestCase("""{"completed": 0}""", "'completed' of at least 1")]
    [TestCase("""{"completed": 5, "total_input_tokens": 9}""", "there is no 'total_output_tokens'")]
    [TestCase("""{"completed": 5, "total_input_tokens": 9, "total_output_tokens": 9, "request_rate": 2.0, "max_concurrency": 3}""", "request_rate and max_concurrency are both set")]
    [TestCase("""{"completed": 5, "total_input_tokens": 9, "total_output_tokens": 9, "request_rate": 2.0, "burstiness": 0.5}""", "burstiness 0.5")]
    [TestCase("""{"completed": 5, "total_input_tokens": 9, "total_output_tokens": 9, "request_rate": "inf"}""", "names no model: give --model")]
    [TestCase("[1, 2", "r.json:1:")]
    [TestCase("", "there is no benchmark result")]
    public void SaysWhatCannotBePlayedAgain(string json, string message) => Assert.That(
        () => Read(json, s_server), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains(message).And.Message.StartsWith("r.json"));

    private static IReadOnlyList<BenchmarkRun> Read(string json, OwnServer server)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(json));
        return BenchmarkResultReader.Read(stream, "r.json", server);
    }
}
