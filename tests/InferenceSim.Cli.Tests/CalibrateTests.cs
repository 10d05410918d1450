using System.Globalization;
using System.Text.Json;
using NUnit.Framework;

namespace InferenceSim.Cli.Tests;

/// <summary>What <c>infersim calibrate</c> makes of the benchmark results of a user's own server.</summary>
public class CalibrateTests
{
    // A server that is nobody's: slow host code, slow front end.
    private const string Server = """
        {
          "name": "vllm-v1", "step_seconds": 0.003, "per_sequence_seconds": 4e-05, "overlapped": false, "source": "made up for this test",
          "front_end_seconds": 0.03, "front_end_prompt_token_seconds": 3e-06, "gemm_launch_seconds": 6e-06, "expert_kernels": 10, "quantisation_kernels": 2,
          "graph_tokens": 512, "eager_launch_seconds": 5e-06
        }
        """;

    private static readonly (string Name, string Id)[] s_models =
        [("llama-3.1-8b", "meta-llama/Llama-3.1-8B-Instruct"), ("llama-3.2-1b", "/models/Llama-3.2-1B-Instruct")];

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder() => _folder = Infersim.NewFolder();

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void RecoversTheHostTermsOfAServerFromItsBenchmarkResults()
    {
        File.WriteAllText(Path.Combine(_folder, "server.json"), Server);
        List<string> results = [];
        foreach ((string model, string id) in s_models)
        {
            foreach (int users in (int[])[1, 32])
            {
                results.Add($"bench-{model}-{users}.json");
                File.WriteAllText(Path.Combine(_folder, results[^1]), BenchmarkResult(Run("server.json", model, users), id, users));
            }
        }

        Infersim.Result fit = Infersim.Run(
            _folder, ["calibrate", "--results", .. results, "--engine", "vllm-v1", "--gpu", "h100-sxm", "--batch", "256", "--out", "fitted"]);

        Assert.That(fit.ExitCode, Is.Zero, fit.Error);
        Assert.That(fit.Error, Is.Empty, "every term is determined");
        Assert.That(fit.Output, Does.Not.Match(@"\d{7}"), "what is published to three digits is printed so");
        using JsonDocument known = JsonDocument.Parse(Server), fitted = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "fitted", "vllm-v1.json")));
        foreach (string term in (string[])["step_seconds", "per_sequence_seconds", "gemm_launch_seconds", "front_end_seconds"])
        {
            double truth = known.RootElement.GetProperty(term).GetDouble();
            Assert.That(fitted.RootElement.GetProperty(term).GetDouble(), Is.EqualTo(truth).Within(0.03 * truth), term);
        }

        Assert.That(fitted.RootElement.GetProperty("source").GetString(), Does.Contain("4 benchmark runs of an own server").And.Contain("1 x h100-sxm"));
        Rows own = Run("server.json", "llama-3.1-8b", 8), again = Run("fitted/vllm-v1.json", "llama-3.1-8b", 8);
        Assert.That(again.Number(0, "tpot_mean_ms"), Is.EqualTo(own.Number(0, "tpot_mean_ms")).Within(1).Percent, "at a load that was not among the runs");
        Assert.That(again.Text(0, "host"), Is.EqualTo("fitted/vllm-v1.json"));
    }

    [Test]
    public void SaysWhatIsMissingOrWrong()
    {
        File.WriteAllText(Path.Combine(_folder, "one.json"), """{"completed": 10, "total_input_tokens": 100, "total_output_tokens": 100, "max_concurrency": 1, "model_id": "my/model"}""");
        File.WriteAllText(Path.Combine(_folder, "sglang.json"), Server.Replace("vllm-v1", "sglang", StringComparison.Ordinal).Replace("0.003", "3", StringComparison.Ordinal));

        Assert.That(Infersim.Run(_folder, "calibrate", "--results", "one.json").Error, Does.Contain("give --gpu"));
        Assert.That(Infersim.Run(_folder, "calibrate", "--results", "one.json", "--gpu", "h100-sxm").Error, Does.Contain("one.json#1: model_id 'my/model' is not in the catalog: give --model"));
        Assert.That(Infersim.Run(_folder, "calibrate", "--results", "one.json", "--gpu", "h100-sxm", "--model", "llama-3.1-405b").Error, Does.StartWith("infersim: one.json#1: "));
        Assert.That(Infersim.Run(_folder, "run", "--host", "sglang.json").Error, Is.EqualTo("infersim: sglang.json: step_seconds is 3: seconds from 0 to below 1 are allowed\n"));
        Infersim.Result other = Infersim.Run(_folder, "run", "--host", "sglang");
        Assert.That(other.Error, Does.Contain("host terms of sglang, which do not go with --engine vllm-v1-async: give --engine sglang"));
        Assert.That(other.ExitCode, Is.EqualTo(2));
    }

    private Rows Run(string host, string model, int users)
    {
        Infersim.Result result = Infersim.Run(
            _folder, "run", "--engine", "vllm-v1", "--host", host, "--model", model, "--gpu", "h100-sxm", "--tp", "1", "--batch", "256",
            "--concurrency", users.ToString(CultureInfo.InvariantCulture), "--requests", (4 * users).ToString(CultureInfo.InvariantCulture),
            "--input-tokens", "300", "--output-tokens", "64");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return Rows.Of(result.Output);
    }

    /// <summary>The file that <c>vllm bench serve --save-result</c> would have written about this run.</summary>
    private static string BenchmarkResult(Rows run, string modelId, int users) => JsonSerializer.Serialize(new
    {
        date = "20261125-120000",
        backend = "openai",
        model_id = modelId,
        num_prompts = 4 * users,
        request_rate = "inf",
        burstiness = 1.0,
        max_concurrency = users,
        duration = run.Number(0, "duration_seconds"),
        completed = (int)run.Number(0, "completed_requests"),
        total_input_tokens = (int)run.Number(0, "completed_input_tokens"),
        total_output_tokens = (int)run.Number(0, "produced_output_tokens"),
        output_throughput = run.Number(0, "output_tokens_per_second"),
        mean_ttft_ms = run.Number(0, "ttft_mean_ms"),
        mean_tpot_ms = run.Number(0, "tpot_mean_ms"),
    });
}
