using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>What an engine generation's kernels change in a step: launches, how attention is divided among blocks, whose collectives.</summary>
internal sealed class EngineKernelTests
{
    private static readonly HostOverhead s_host = HostCatalog.Find("ideal");

    [Test]
    public void ANarrowProductCostsALaunchAndAPassOverItsActivationsForEachQuantisingKernel()
    {
        // 32 layers of four products, of three times 4,096 values a token and once 14,336; the head is in 16 bits. Two kernels read two tokens'
        // values in 16 bits, and the second writes them in 8, at 0.7 of 3.35 TB/s.
        ServingLayout layout = A.Layout(weights: NumberFormat.Fp8) with { Host = s_host with { GemmLaunchSeconds = 3e-6, QuantisationKernels = 0 } };
        long fused = Step(layout), two = Step(layout with { Host = layout.Host with { QuantisationKernels = 2 } });
        double bytes = 32.0 * 2 * ((3 * 4096) + 14_336) * (2 + 2 + 1);
        Assert.That((two - fused) * 1e-12, Is.EqualTo((32 * 4 * 2 * 3e-6) + (bytes / (0.7 * 3.35e12))).Within(1e-9));
        ServingLayout blocks = layout with { WeightFormat = NumberFormat.Fp8Block };
        Assert.That(Step(blocks with { Host = blocks.Host with { QuantisationKernels = 1 } }), Is.EqualTo(Step(blocks)), "scales of blocks take one in any case");
        ServingLayout wide = layout with { WeightFormat = NumberFormat.Bf16 };
        Assert.That(Step(wide with { Host = wide.Host with { QuantisationKernels = 2 } }), Is.EqualTo(Step(wide)));
    }

    [Test]
    public void AnExpertLayerCostsALaunchForEachOfItsKernels()
    {
        ServingLayout layout = A.Layout("mixtral-8x7b", tp: 2) with { Host = s_host with { GemmLaunchSeconds = 3e-6, ExpertKernels = 5 } };
        long five = Step(layout), seven = Step(layout with { Host = layout.Host with { ExpertKernels = 7 } });
        Assert.That((seven - five) * 1e-12, Is.EqualTo(32 * 2 * 3e-6).Within(1e-9));
    }

    [Test]
    public void ASequenceAloneIsReadAtThePaceOfOneBlock()
    {
        // 10 ns a key and layer, where bandwidth alone would take 4 KiB / (0.889 x 3.35 TB/s) = 1.4 ns.
        ServingLayout layout = A.Layout() with { Host = s_host with { SingleBlockKeyCycles = 18.3 } };
        var predictor = new RooflinePredictor(layout);
        long longer = A.Decode(predictor, 1, 9000).Picoseconds - A.Decode(predictor, 1, 1000).Picoseconds;
        Assert.That(longer * 1e-12, Is.EqualTo(8000 * 32 * 1e-8).Within(0.1).Percent);
    }

    [Test]
    public void SequencesSideBySideShareTheUnits()
    {
        // 32 query heads a sequence on 132 units: from 4.1 sequences on all units are busy, and a key takes 10 ns x 32 / 132. A kernel that
        // serves four heads of a group at once is bound by bandwidth instead.
        ServingLayout layout = A.Layout() with { Host = s_host with { SingleBlockKeyCycles = 18.3 } };
        Assert.That(PerKey(layout, 64), Is.EqualTo(32 * 1e-8 * 32 / 132).Within(0.1).Percent);
        ServingLayout grouped = layout with { Host = layout.Host with { SingleBlockHeads = 4 } };
        ServingLayout divided = layout with { Host = s_host };
        Assert.That(PerKey(grouped, 64), Is.EqualTo(PerKey(divided, 64)).Within(0.1).Percent);
        Assert.That(PerKey(grouped, 1), Is.EqualTo(32 * 1e-8).Within(0.1).Percent);

        // Where the number of units is not known, bandwidth alone bounds many sequences.
        ServingLayout unknown = A.Layout(gpu: "mi300x") with { Host = layout.Host };
        Assert.That(PerKey(unknown, 64), Is.EqualTo(PerKey(unknown with { Host = s_host }, 64)));

        // Groups of four are no multiple of eight, so that kernel does not apply.
        Assert.That(PerKey(layout with { Host = layout.Host with { SingleBlockHeads = 8 } }, 64), Is.EqualTo(PerKey(layout, 64)));
    }

    [TestCase("h100-sxm", NumberFormat.Bf16, 0.807 / 0.629)]
    [TestCase("h100-sxm", NumberFormat.Fp8, 1)]
    [TestCase("a100-80-sxm", NumberFormat.Bf16, 1)]
    public void WarpLevelProductsReachLessOfWhereTheArchitectureHasOthers(string gpu, NumberFormat weights, double slower)
    {
        // A long prompt is bound by computing, so the products take as much longer as the share of peak is lower.
        ServingLayout layout = A.Layout(gpu: gpu, weights: weights) with { Host = s_host };
        Assert.That(Products(layout with { Host = s_host with { WarpMatrixKernels = true } }) / Products(layout), Is.EqualTo(slower).Within(0.5).Percent);
    }

    [Test]
    public void RanksDivideTheSlotsThatBoundTheirGraphs()
    {
        HostOverhead host = s_host with { GraphSizes = [128, 256, 512], SlotSeconds = 1e-6 };
        Assert.That(host.WithSlots(1600, 8, ranks: 8).Padded(150), Is.EqualTo(200));
        Assert.That(host.WithSlots(1600, 8).Padded(150), Is.EqualTo(256));
        Assert.That(host.WithSlots(1600, 8, ranks: 8).StepSeconds, Is.EqualTo(host.WithSlots(1600, 8).StepSeconds));
    }

    [Test]
    public void WarpLevelExpertsComputeAtTheShareOfTheArchitectureBefore()
    {
        // Experts against products on A100, 0.53 / 0.841, of 0.629; measured on H100 with its own instructions: 0.968. Rows are moved as before.
        ServingLayout layout = A.Layout("mixtral-8x7b", tp: 2) with { Host = s_host };
        double slower = Operator(layout with { Host = s_host with { WarpMatrixKernels = true } }, "experts") / Operator(layout, "experts");
        Assert.That(slower, Is.InRange(2, 0.968 / (0.629 * 0.53 / 0.841)));
    }

    [Test]
    public void AKeyInOneBlockTakesAsManyCyclesOnEveryClock()
    {
        HostOverhead host = s_host with { SingleBlockKeyCycles = 17 };
        foreach ((string gpu, double hertz) in new[] { ("h100-sxm", 1.83e9), ("a100-80-sxm", 1.41e9), ("mi300x", 1.83e9) })
        {
            var predictor = new RooflinePredictor(A.Layout(gpu: gpu) with { Host = host });
            long longer = A.Decode(predictor, 1, 9000).Picoseconds - A.Decode(predictor, 1, 1000).Picoseconds;
            Assert.That(longer * 1e-12, Is.EqualTo(8000 * 32 * 17 / hertz).Within(0.1).Percent, gpu);
        }
    }

    [Test]
    public void SlotsCostAStepTimeForEveryAcceleratorBeyondTheFirst()
    {
        HostOverhead host = s_host with { StepSeconds = 1e-3, SlotSeconds = 2e-6 };
        Assert.That(host.WithSlots(500, 1), Is.EqualTo(host with { SlotSeconds = null }));
        Assert.That(host.WithSlots(500, 8).StepSeconds, Is.EqualTo(1e-3 + (500 * 7 * 2e-6)).Within(1e-12));
        Assert.That(host.WithSlots(500, 8).WithSlots(500, 8), Is.EqualTo(host.WithSlots(500, 8)), "counted once");
        Assert.That(s_host.WithSlots(500, 8), Is.EqualTo(s_host));
    }

    [Test]
    public void TheLibrarysCollectivesCostTheirStartUp()
    {
        // 161 all-reduces of a small buffer over eight H100: 16 to 19 us by NCCL, 3.5 to 5 us by engines' kernels.
        ServingLayout layout = A.Layout("llama-3.1-70b", tp: 8) with { Host = s_host };
        long own = Step(layout), library = Step(layout with { Host = s_host with { Collectives = CollectiveKind.Library } });
        Assert.That((library - own) * 1e-12, Is.InRange(161 * 11e-6, 161 * 16e-6));
    }

    [TestCase("a100-80-sxm", "vllm-v1", "llama-3.1-70b", 4, 80 * 16 / (0.591 * 312))]
    [TestCase("l40s", "vllm-v1-async", "llama-3.1-8b", 1, 32 * 32 / (0.547 * 362.05))]
    [TestCase("h100-sxm", "vllm-v1", "llama-3.1-70b", 4, 0, Description = "heads of a group share a tile")]
    [TestCase("a100-80-sxm", "sglang", "llama-3.1-70b", 4, 0, Description = "decodes have a call of their own")]
    [TestCase("a100-80-sxm", "vllm-v1", "deepseek-v2-lite", 1, 0, Description = "latent attention has kernels of its own")]
    public void DecodesBesidePromptsComputeWholeTiles(string gpu, string host, string model, int tp, double headsPerRate)
    {
        var predictor = new RooflinePredictor(A.Layout(model, gpu, tp: tp, host: host));
        double beside = (Mixed(600_000) - Mixed(200_000)) / 400_000.0, apart = (A.Decode(predictor, 100, 600_000).Picoseconds - A.Decode(predictor, 100, 200_000).Picoseconds) / 400_000.0;

        // 64 rows for each head of each layer, 128 values twice, at 0.6 of what prompts reach of the peak (TFLOP/s).
        Assert.That(beside, Is.EqualTo(headsPerRate > 0 ? headsPerRate * 64 * 128 * 4 / 0.6 : apart).Within(1).Percent);

        double Mixed(long keys) => predictor.Price(new BatchShape
        {
            DecodeSequences = 100,
            DecodeContextSum = keys,
            Prefill = [new PrefillChunk(1000, 0, true)],
        }).Picoseconds;
    }

    [Test]
    public void BlockScalesFoundInPassingLetRowsMoveAsThoseOfOtherEightBitExperts()
    {
        ServingLayout layout = A.Layout("deepseek-v3", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block) with { Host = s_host };
        ServingLayout fused = layout with { Host = s_host with { FusedBlockScales = true } };

        // 58 layers; 8 rows a token pass five times with 7,168 values and between the products with 6 x 256, in 16 bits, at 0.578 instead of 0.233 of 4.8 TB/s.
        double bytes = 58 * 2.0 * 16_384 * (7168 + (8 * ((5 * 7168) + (6 * 256))));
        Assert.That(Operator(layout, "experts") - Operator(fused, "experts"), Is.EqualTo(bytes / 4.8e12 * ((1 / 0.233) - (1 / 0.578))).Within(1).Percent);
        ServingLayout plain = layout with { WeightFormat = NumberFormat.Fp8 };
        Assert.That(Operator(plain with { Host = fused.Host }, "experts"), Is.EqualTo(Operator(plain, "experts")));
    }

    [Test]
    public void ADecodeStepRunsInTheNextLargerGraph()
    {
        HostOverhead host = s_host with { GraphSizes = [1, 8, 128, 256] };
        var predictor = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 4) with { Host = host });
        var plain = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 4) with { Host = s_host });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new[] { 1, 2, 9, 128, 129, 300 }.Select(host.Padded), Is.EqualTo(new[] { 1, 8, 128, 128, 256, 300 }));
            Assert.That(new[] { 1, 129, 190, 200 }.Select(host.WithSlots(192, 4).Padded), Is.EqualTo(new[] { 1, 192, 192, 200 }), "no graph is larger than the engine");
            Assert.That(A.Decode(predictor, 256, 0), Is.EqualTo(A.Decode(plain, 256, 0)));
            Assert.That(A.Decode(predictor, 130, 0).Picoseconds, Is.EqualTo(A.Decode(plain, 256, 0).Picoseconds).Within(3).Percent, "but for the head");
            Assert.That(A.Decode(predictor, 130, 0).Picoseconds, Is.GreaterThan(1.1 * A.Decode(plain, 130, 0).Picoseconds));
            Assert.That(A.Decode(predictor, 130, 0).Flops, Is.EqualTo(A.Decode(plain, 130, 0).Flops), "nobody asked for what empty places compute");
            Assert.That(A.Prefill(predictor, new PrefillChunk(130, 0, true)), Is.EqualTo(A.Prefill(plain, new PrefillChunk(130, 0, true))));
        }

        StepBreakdown step = predictor.Explain(new BatchShape { DecodeSequences = 130, DecodeContextSum = 9000 });
        Assert.That(step.Operators.Sum(o => o.Seconds + o.LaunchSeconds), Is.EqualTo(step.TotalSeconds).Within(1e-9));
        Assert.That(step.Operators.Single(o => o.Name == "host").Seconds, Is.EqualTo(s_host.StepSeconds + (130 * s_host.PerSequenceSeconds)).Within(1e-9));
    }

    private static double Products(ServingLayout layout) => Operator(layout, "qkv projection") + Operator(layout, "mlp down");

    private static double Operator(ServingLayout layout, string name) =>
        new RooflinePredictor(layout).Explain(new BatchShape { Prefill = [new PrefillChunk(16_384, 0, true)] })
            .Operators.Single(o => o.Name == name).Seconds;

    private static long Step(ServingLayout layout) => A.Decode(new RooflinePredictor(layout), 2, 600).Picoseconds;

    private static double PerKey(ServingLayout layout, int sequences) =>
        new RooflinePredictor(layout).Decode(sequences, sequences * 4000L).PerContext.Picoseconds * 1e-12;
}
