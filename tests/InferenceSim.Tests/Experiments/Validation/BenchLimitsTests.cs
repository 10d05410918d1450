using InferenceSim.Experiments.Validation;
using InferenceSim.Scheduling;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>The limits that trtllm-bench reckons, worked by hand from its rule.</summary>
[TestFixture]
public sealed class BenchLimitsTests
{
    private static readonly MeasurementPlanner s_planner = new();

    // (85.52 GB a device - 70.55 GB) x 0.95 / (163,840 bytes a token x 2,176 tokens) = 39.9 sequences: 64 at least, and 2,048 tokens at least.
    [TestCase("llama-3.1-70b", "H100-SXM5-80GB", "fp8", 1, 128, 2048, 64, 2048)]

    // Of 256 tokens 339 fit: up to a multiple of 128. They bring twice as many tokens with them.
    [TestCase("llama-3.1-70b", "H100-SXM5-80GB", "fp8", 1, 128, 128, 384, 2048)]

    // Eight devices hold 13,948 of them, 4,096 are allowed: 8,192 tokens.
    [TestCase("llama-3.1-70b", "H100-SXM5-80GB", "fp8", 8, 128, 128, 4096, 8192)]

    // Sixteen input tokens an output token: 1,642 sequences x 17, up to a multiple of 1,024.
    [TestCase("llama-3.1-70b", "H100-SXM5-80GB", "fp8", 8, 2048, 128, 1792, 28672)]

    // Weights in a format that the rule does not know.
    [TestCase("gpt-oss-120b", "H200-SXM-141GB", "mxfp4", 1, 1024, 1024, 2048, 8192)]
    public void FollowTheRule(string model, string gpu, string weights, int tp, int input, int output, int sequences, int tokens)
    {
        EngineOptions engine = Engine(model, gpu, weights, tp, input, output);
        Assert.That((engine.MaxSequences, engine.TokenBudget), Is.EqualTo((sequences, tokens)));
    }

    [Test]
    public void LatentAttentionIsTakenForHeads()
    {
        // (8 x 150.75 GB - 671.03 GB) x 0.95 / (2 x 61 layers x 128 heads x 56 values x 2 bytes x 2,048 tokens) = 142 sequences.
        EngineOptions engine = Engine("deepseek-r1", "H200-SXM-141GB", "fp8", 8, 1024, 1024, kv: "bf16");
        Assert.That((engine.MaxSequences, engine.TokenBudget), Is.EqualTo((160, 2048)));
    }

    private static EngineOptions Engine(string model, string gpu, string weights, int tp, int input, int output, string kv = "") =>
        s_planner.Plan(AMeasurement.ClosedLoop() with
        {
            SourceKey = "trtllm-ifb-v1.0",
            Engine = "tensorrt-llm",
            EngineVersion = "1.0",
            Mode = MeasuredMode.Offline,
            Load = double.PositiveInfinity,
            Model = model,
            Gpu = gpu,
            WeightPrecision = weights,
            KvPrecision = kv,
            Gpus = tp,
            Tp = tp,
            InputTokens = input,
            OutputTokens = output,
        }).Spec!.Engine;
}
