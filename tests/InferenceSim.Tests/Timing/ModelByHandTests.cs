using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>Counts that a reader can redo with pencil and paper, and sizes that the makers publish.</summary>
internal sealed class ModelByHandTests
{
    private const double GiB = 1L << 30;

    // Distinct experts that a batch touches if all are equally popular, to the digit published with the formula, and with a power law of
    // exponent 1 between experts ten times apart: the integral over popularities, done numerically elsewhere.
    [TestCase(8, 2, 1, 2.0, 2.0)]
    [TestCase(32, 4, 4, 13.2, 12.35)]
    [TestCase(32, 4, 32, 31.6, 29.22)]
    [TestCase(128, 4, 16, 51.0, 47.30)]
    [TestCase(128, 4, 128, 125.8, 116.43)]
    [TestCase(128, 8, 8, 51.6, 47.96)]
    [TestCase(128, 8, 32, 111.8, 98.47)]
    [TestCase(256, 8, 16, 102.0, 94.60)]
    [TestCase(256, 8, 64, 222.4, 196.18)]
    [TestCase(384, 8, 64, 284.2, 250.87)]
    [TestCase(128, 1, 256, 110.8, 97.81)]
    public void ABatchTouchesAsManyExperts(int experts, int perToken, int tokens, double evenly, double skewed)
    {
        Assert.That(ExpertRouting.TouchedEvenly(experts, perToken, tokens), Is.EqualTo(evenly).Within(0.06));
        Assert.That(ExpertRouting.Touched(experts, perToken, tokens), Is.EqualTo(skewed).Within(0.05).Percent);
    }

    [Test]
    public void ExpertParallelDevicesTouchTheirShare()
    {
        ServingLayout layout = A.Layout("deepseek-v3", "h200-sxm", tp: 1, dp: 8, ep: 8);
        var placement = new ExpertPlacement(layout, layout.Model.Experts!);
        Assert.Multiple(() =>
        {
            Assert.That(placement.Touched(64), Is.EqualTo(196.2 / 8).Within(0.01));
            Assert.That(placement.Rows(64), Is.EqualTo(64));
            Assert.That(placement.WidthPerDevice, Is.EqualTo(2048));

            // 8 experts fall on 8 (1 - (7/8)^8) = 5.25 of 8 devices.
            Assert.That(placement.Destinations, Is.EqualTo(5.25).Within(0.01));
        });
    }

    [Test]
    public void DeepSeekCachesSeventyThousandBytesATokenOnEveryRank()
    {
        // (512 + 64) values x 61 layers x 2 bytes; tensor parallelism does not split them.
        Assert.That(MemoryPlan.Create(A.Layout("deepseek-v3", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block), 0.9, 1, 64, 2048).BlockBytes, Is.EqualTo(70_272));
        Assert.That(
            MemoryPlan.Create(A.Layout("deepseek-v3", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block, kv: NumberFormat.Fp8), 0.9, 1, 64, 2048).BlockBytes,
            Is.EqualTo(35_136));
    }

    // Checkpoints as published: gpt-oss model card (60.8 and 12.8 GiB), DeepSeek-V3 (671e9 parameters, 8 bits, 1.85e9 of them in 16 bits, scales),
    // its nvfp4 version (about 400 GB), Mixtral (46.7e9 parameters in 16 bits), Kimi K2.5 in int4 (about 594 GB for the text model).
    [TestCase("gpt-oss-120b", NumberFormat.Mxfp4, 60.8, 2)]
    [TestCase("gpt-oss-20b", NumberFormat.Mxfp4, 12.8, 2)]
    [TestCase("mixtral-8x7b", NumberFormat.Bf16, 46_702_792_704 * 2 / GiB, 0.1)]
    [TestCase("deepseek-v3", NumberFormat.Fp8Block, (671_026_404_352 + 1_853_358_080) / GiB, 0.3)]
    [TestCase("deepseek-r1", NumberFormat.Fp4, 400e9 / GiB, 2)]
    [TestCase("llama-3.1-405b", NumberFormat.Bf16, 405_853_388_800 * 2 / GiB, 0.1)]
    [TestCase("gemma-3-27b", NumberFormat.Bf16, 27_009_346_304 * 2 / GiB, 0.1)]
    public void WeightsInTheirNativeFormatTakeAsMuchAsPublished(string model, NumberFormat format, double gibibytes, double percent) =>
        Assert.That(WeightPlan.PerDevice(A.Layout(model, weights: format)) / GiB, Is.EqualTo(gibibytes).Within(percent).Percent);

    [Test]
    public void TheMtpLayerOfDeepSeekAddsItsOwnParameters()
    {
        // 685e9 on disk less 671e9 of the model and the copies of embedding and head (2 x 0.93e9) leave about 11.5e9, in 8 bits.
        ServingLayout layout = A.Layout("deepseek-v3", weights: NumberFormat.Fp8);
        long mtp = WeightPlan.PerDevice(layout with { Drafter = Drafter.Mtp(layout.Model, NumberFormat.Fp8) }) - WeightPlan.PerDevice(layout);
        Assert.That(mtp / 1e9, Is.EqualTo(11.7).Within(0.3));
    }

    [Test]
    public void ExpertsArePaidForOnlyWhereTouched()
    {
        // Mixtral, one token: attention, router and two of eight experts of every layer, and the head, are read once.
        var predictor = new RooflinePredictor(A.Layout("mixtral-8x7b"));
        long attention = 32L * 2 * ((4096 * 6144) + (4096 * 4096)), router = 32L * 2 * 8 * 4096;
        long experts = 32L * 2 * 2 * 3 * 4096 * 14_336, head = 2L * 32_000 * 4096;
        Assert.That((double)A.Decode(predictor, 1, 0).Bytes, Is.EqualTo((double)(attention + router + experts + head)).Within(0.3).Percent);
    }

    [Test]
    public void FusedExpertKernelsOfTheArchitectureTakeThePlaceOfTheEngines()
    {
        // 36 expert layers of gpt-oss-120b: what the fused kernels save of the engine's ten is launched that much less often.
        ServingLayout layout = A.Layout("gpt-oss-120b", "b200-sxm", weights: NumberFormat.Mxfp4);
        HostOverhead ten = layout.Host with { ExpertKernels = 10, GemmLaunchSeconds = 3e-6 };
        int fused = layout.Accelerator.Kernels.FusedExpertKernels!.Value;
        long Step(HostOverhead host) => A.Decode(new RooflinePredictor(layout with { Host = host }), 1, 0).Picoseconds;
        Assert.That(Step(ten), Is.EqualTo(Step(ten with { ExpertKernels = fused })));
        Assert.That((Step(ten) - Step(ten with { ExpertKernels = fused - 1 })) / 1e12, Is.EqualTo(36 * 3e-6).Within(1e-9));
    }

    [Test]
    public void WindowedLayersReadNoMoreThanTheirWindow()
    {
        // gpt-oss-20b: 12 full layers and 12 of 128 tokens; 2 x 8 x 64 values of 2 bytes a token and layer.
        var predictor = new RooflinePredictor(A.Layout("gpt-oss-20b", weights: NumberFormat.Mxfp4));
        Assert.That(predictor.Window, Is.EqualTo(127));
        long growth = A.Decode(predictor, 1, 10_000).Bytes - A.Decode(predictor, 1, 5_000).Bytes;
        Assert.That(growth, Is.EqualTo(5_000L * 12 * 2048));
        Assert.That(A.Decode(predictor, 1, 101).Bytes - A.Decode(predictor, 1, 100).Bytes, Is.EqualTo(24 * 2048));
    }

    [Test]
    public void PrefillOverAWindowCountsThePairsInIt()
    {
        // Mistral 7B v0.1, all layers of 4,096: 6,000 tokens see 4,096 x 4,097 / 2 + 1,904 x 4,096 keys; 4 x 32 x 128 operations a pair and layer.
        var predictor = new RooflinePredictor(A.Layout("mistral-7b-v0.1"));
        long pairs = (4096L * 4097 / 2) + (1904L * 4096);
        StepCost whole = A.Prefill(predictor, new PrefillChunk(6000, 0, true));
        long matrices = (2L * 6000 * 32 * ((4096 * 6144) + (4096 * 4096) + (3 * 4096 * 14_336))) + (2L * 32_000 * 4096);
        Assert.That(whole.Flops - matrices, Is.EqualTo(pairs * 4 * 32 * 128 * 32));
        Assert.That(
            A.Prefill(predictor, new PrefillChunk(1000, 0, false)).Flops + A.Prefill(predictor, new PrefillChunk(5000, 1000, true)).Flops,
            Is.EqualTo(whole.Flops), "chunks add up to the whole");
    }

    [Test]
    public void AttentionRanksHoldTheCacheOfTheirOwnSequences()
    {
        ServingLayout together = A.Layout("deepseek-v3", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block);
        ServingLayout apart = A.Layout("deepseek-v3", "h200-sxm", dp: 8, ep: 8, weights: NumberFormat.Fp8Block);
        MemoryPlan one = MemoryPlan.Create(together, 0.9, 64, 512, 4096), eight = MemoryPlan.Create(apart, 0.9, 64, 512, 4096);
        Assert.Multiple(() =>
        {
            // Attention weights are whole on every rank, 12.6e9 parameters of which an eighth would lie on each otherwise.
            Assert.That(eight.WeightBytes, Is.GreaterThan(one.WeightBytes));
            Assert.That(eight.BlockBytes, Is.EqualTo(one.BlockBytes));
            Assert.That(eight.KvTokens, Is.GreaterThan(4 * one.KvTokens), "each token is cached once instead of eight times");
        });
    }

    [Test]
    public void AStageHoldsItsShareOfLayersAndCache()
    {
        MemoryPlan one = MemoryPlan.Create(A.Layout("llama-3.1-70b", "h200-sxm"), 0.95, 16, 64, 2048);
        MemoryPlan two = MemoryPlan.Create(A.Layout("llama-3.1-70b", "h200-sxm", pp: 2), 0.95, 16, 64, 2048);
        Assert.That(two.WeightBytes, Is.EqualTo(one.WeightBytes / 2.0).Within(0.1).Percent);
        Assert.That(two.BlockBytes, Is.EqualTo(one.BlockBytes == 0 ? 0 : 2L * 8 * 128 * 2 * 40 * 16));
    }

    [Test]
    public void WindowsAreSetAsideWhereThatLeavesMoreTokens()
    {
        MemoryPlan few = MemoryPlan.Create(A.Layout("gpt-oss-20b", weights: NumberFormat.Mxfp4), 0.9, 16, 64, 2048);
        MemoryPlan gemma = MemoryPlan.Create(A.Layout("gemma-3-27b", tp: 2), 0.9, 16, 1024, 2048);
        Assert.Multiple(() =>
        {
            // 64 sequences x (128 + 16) tokens x 12 layers x 2,048 bytes; a block covers the 12 full layers.
            Assert.That(few.WindowBytes, Is.EqualTo(64L * 144 * 12 * 2048));
            Assert.That(few.BlockBytes, Is.EqualTo(16 * 12 * 2048));

            // TensorRT-LLM caches all 24 layers whole.
            MemoryPlan whole = MemoryPlan.Create(A.Layout("gpt-oss-20b", weights: NumberFormat.Mxfp4) with { CachesWholeContext = true }, 0.9, 16, 64, 2048);
            Assert.That((whole.WindowBytes, whole.BlockBytes), Is.EqualTo((0, 16 * 24 * 2048)));

            // 1,024 windows of 1,024 tokens in 52 layers would take more than there is: all layers are cached whole.
            Assert.That(gemma.WindowBytes, Is.Zero);
        });
    }

    // 16 layers of 4 products, attention and 4 small kernels, the embedding, head and sampling: 147 kernels.
    [Test]
    public void StepsBeyondTheCapturedGraphsWaitForTheHost()
    {
        var predictor = new RooflinePredictor(Eager(new("eager", 0, 0, false, "test") { GraphTokens = 512, EagerHostSeconds = 1e-3 }));
        Assert.Multiple(() =>
        {
            Assert.That(A.Decode(predictor, 512, 0).Picoseconds, Is.LessThan(10_000_000_000));
            Assert.That(A.Decode(predictor, 513, 0).Picoseconds, Is.EqualTo(147_000_000_000));
        });
    }

    [Test]
    public void EveryKernelOutsideAGraphStartsLater()
    {
        HostOverhead captured = new("captured", 0, 0, false, "test") { GraphTokens = 4096 };
        RooflinePredictor inside = new(Eager(captured)), outside = new(Eager(captured with { PromptGraphTokens = 0, EagerLaunchSeconds = 5e-6 }));
        Assert.Multiple(() =>
        {
            // Decoding steps are captured, those with prompts are not.
            Assert.That(A.Decode(outside, 64, 64_000), Is.EqualTo(A.Decode(inside, 64, 64_000)));
            PrefillChunk prompt = new(1024, 0, true);
            Assert.That(A.Prefill(outside, prompt).Picoseconds - A.Prefill(inside, prompt).Picoseconds, Is.EqualTo(147 * 5_000_000));
            StepBreakdown parts = outside.Explain(new BatchShape { Prefill = new[] { prompt } });
            Assert.That(parts.Operators.Single(o => o.Name == "launches outside graphs").LaunchSeconds, Is.EqualTo(147 * 5e-6).Within(1e-12));
            Assert.That(parts.TotalSeconds, Is.EqualTo(parts.Total.Picoseconds / 1e12).Within(1e-10));
        });
    }

    private static ServingLayout Eager(HostOverhead host) => A.Layout("llama-3.2-1b", "b200-sxm", tp: 1) with { Host = host };
}
