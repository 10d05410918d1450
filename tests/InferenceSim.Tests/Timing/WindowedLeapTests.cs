using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>Whole runs on the real predictor: leaping over steps gives the same integers as walking through them.</summary>
internal sealed class WindowedLeapTests
{
    [TestCase("gpt-oss-20b", "b200-sxm", NumberFormat.Mxfp4, 1, 1, "vllm-v1-async")]
    [TestCase("gpt-oss-20b", "h100-sxm", NumberFormat.Mxfp4, 1, 1, "vllm-v1")]
    [TestCase("gemma-3-1b", "h100-sxm", NumberFormat.Bf16, 1, 1, "vllm-v1-async")]
    [TestCase("deepseek-v3", "h200-sxm", NumberFormat.Fp8Block, 8, 8, "vllm-v1")]
    [TestCase("mixtral-8x7b", "h200-sxm", NumberFormat.Fp8, 1, 1, "vllm-v1")]
    public void LeapingGivesTheSameIntegersAsStepping(string model, string gpu, NumberFormat format, int dp, int ep, string host)
    {
        ServingLayout layout = A.Layout(model, gpu, weights: format, dp: dp, ep: ep, host: host);
        Assert.That(Run(layout, EngineMode.Leap), Is.EqualTo(Run(layout, EngineMode.Step)));
    }

    private static SimulationReport Run(ServingLayout layout, EngineMode mode)
    {
        var random = new Random(7);
        long arrival = 0;
        Request[] requests =
        [
            .. Enumerable.Range(0, 120).Select(i => new Request
            {
                Index = i,
                Arrival = new SimTime(arrival += random.NextInt64(60_000_000_000)),
                PromptTokens = random.Next(1, 900),
                OutputTokens = random.Next(1, 700),
                Priority = 0,
            }),
        ];
        var options = new EngineOptions
        {
            MaxSequences = 64,
            TokenBudget = 512,
            Blocks = 3000,
            BlockSize = 16,
            MaxModelLength = 2048,
            PrefixCaching = false,
            Policy = BatchingPolicy.Vllm,
        };
        return SimulationRun.Execute(new Serving.ListSource(requests), new Replica(options, new RooflinePredictor(layout), mode), new RunOptions());
    }
}
