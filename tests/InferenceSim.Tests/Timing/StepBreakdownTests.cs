using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>Where the time of a step goes, for every accelerator and every kind of model.</summary>
[TestFixture]
public sealed class StepBreakdownTests
{
    // Dense, experts, latent attention with experts, windows, windows with experts in 4 bits, tied embeddings, an old one without grouped heads.
    private static readonly string[] s_models = ["llama-3.1-8b", "qwen3-30b-a3b", "deepseek-r1", "gemma-3-12b", "gpt-oss-120b", "llama-3.2-1b", "gpt-j-6b"];

    private static readonly NumberFormat[] s_formats = [NumberFormat.Bf16, NumberFormat.Fp8, NumberFormat.Fp4, NumberFormat.Mxfp4];

    private static readonly string[] s_hosts = ["vllm-v1", "vllm-v1-async", "sglang", "trtllm-pytorch-overlap"];

    private static readonly (int Tp, int Pp, int Dp, int Ep)[] s_splits = [(1, 1, 1, 1), (8, 1, 1, 1), (2, 2, 1, 1), (1, 1, 8, 8)];

    private static readonly (string Name, PrefillChunk[] Chunks, int Sequences, long Context)[] s_batches =
    [
        ("prefill", [new PrefillChunk(700, 0, true)], 0, 0),
        ("decode", [], 24, 900),
        ("mixed", [new PrefillChunk(512, 4_096, false), new PrefillChunk(33, 0, true)], 16, 3_000),
    ];

    [Test]
    public void ThePartsAreTheStep()
    {
        int checkedSteps = 0;
        foreach (ServingLayout layout in Layouts())
        {
            RooflinePredictor predictor = new(layout);
            foreach ((string name, PrefillChunk[] chunks, int sequences, long context) in s_batches)
            {
                BatchShape shape = new()
                {
                    Prefill = chunks,
                    DecodeSequences = sequences,
                    DecodeContextSum = sequences * context,
                    DecodeWindowedContextSum = A.Windowed(predictor, sequences, sequences * context),
                };
                StepBreakdown parts = predictor.Explain(shape);
                string what = $"{name}: {layout.Model.Name} {layout.WeightFormat} on {layout.Accelerator.Name} tp{layout.TensorParallel} pp{layout.PipelineParallel} dp{layout.DataParallel} ep{layout.ExpertParallel}, {layout.Host.Name}";
                double total = Picoseconds.ToSeconds(predictor.Price(shape).Picoseconds), tolerance = (parts.Operators.Count + 1) * 1e-12;
                Assert.That(parts.TotalSeconds, Is.EqualTo(total).Within(tolerance), what);
                Assert.That(Enum.GetValues<StepCause>().Sum(parts.Seconds), Is.EqualTo(total).Within(tolerance), $"causes of {what}");
                Assert.That(parts.Operators.Select(o => Math.Min(o.Seconds, o.LaunchSeconds)), Is.All.GreaterThanOrEqualTo(-tolerance), what);
                Assert.That(parts.Operators.Sum(o => o.Bytes), Is.EqualTo(parts.Total.Bytes), $"bytes of {what}");
                Assert.That((double)parts.Operators.Sum(o => o.Flops), Is.EqualTo((double)parts.Total.Flops).Within(0.001).Percent, $"operations of {what}");
                Assert.That(parts.Seconds(StepCause.Interconnect) > 0, Is.EqualTo(layout.Accelerators > 1), $"links of {what}");
                checkedSteps++;
            }
        }

        TestContext.Out.WriteLine($"{checkedSteps} steps");
        Assert.That(checkedSteps, Is.GreaterThan(2_000));
    }

    [Test]
    public void LatentDecodeOfManyHeadsIsBoundByArithmeticAndGroupedDecodeByMemory()
    {
        Assert.That(DecodeAttention(A.Layout("deepseek-r1", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block)), Is.EqualTo(StepCause.Memory));
        Assert.That(DecodeAttention(A.Layout("deepseek-r1", "h200-sxm", tp: 1, weights: NumberFormat.Fp8Block)), Is.EqualTo(StepCause.Compute));
        Assert.That(DecodeAttention(A.Layout()), Is.EqualTo(StepCause.Memory));

        static StepCause DecodeAttention(ServingLayout layout) => new RooflinePredictor(layout)
            .Explain(new BatchShape { DecodeSequences = 8, DecodeContextSum = 8_000 }).Operators.Single(o => o.Name == "decode attention").Cause;
    }

    // Every accelerator with every model in one split and format each, so that all pairs are there and the test stays short.
    private static IEnumerable<ServingLayout> Layouts()
    {
        int i = 0;
        foreach (string gpu in AcceleratorCatalog.Names)
        {
            foreach (string model in s_models)
            {
                foreach ((int tp, int pp, int dp, int ep) in s_splits)
                {
                    ServingLayout layout = A.Layout(model, gpu, tp, s_formats[i % s_formats.Length], host: s_hosts[i / 3 % s_hosts.Length], pp: pp, dp: dp, ep: ep);
                    i++;
                    if (layout.Unsupported() is null)
                    {
                        yield return layout;
                    }
                }
            }
        }
    }
}
