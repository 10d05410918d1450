using CsCheck;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

internal sealed class RooflinePredictorTests
{
    private static readonly Gen<(int Sequences, long Context)> Decodes = Gen.Select(Gen.Int[1, 512], Gen.Long[0, 8192], (b, c) => (b, b * c));

    [Test]
    public void CountsTheFlopsOfADecodeStep()
    {
        // Llama-3.1-8B: 2 x (6,979,321,856 matrix weights + 525,336,576 of the head) a token, 4 x 32 x 128 x 32 a key.
        var predictor = new RooflinePredictor(A.Layout());
        long expected = (10 * 2 * (6_979_321_856 + (128_256L * 4096))) + (4L * 32 * 128 * 32 * (5_000 + 10));
        Assert.That(A.Decode(predictor, 10, 5_000).Flops, Is.EqualTo(expected));
        Assert.That(A.Decode(new RooflinePredictor(A.Layout(tp: 4)), 10, 5_000).Flops, Is.EqualTo(expected));
    }

    [Test]
    public void ContextCostsItsKeysAndValues()
    {
        var predictor = new RooflinePredictor(A.Layout());
        DecodeSegment segment = predictor.Decode(16, 16 * 2000);
        Assert.Multiple(() =>
        {
            Assert.That(segment.PerContext.Bytes, Is.EqualTo(131_072));
            Assert.That(segment.PerContext.Flops, Is.EqualTo(4L * 32 * 128 * 32));

            // 131,072 bytes at 0.8 to 1 of 3.35 TB/s.
            Assert.That(segment.PerContext.Picoseconds, Is.InRange(39_100, 48_900));
        });
    }

    [Test]
    public void PrefillCountsCausalPairs()
    {
        var predictor = new RooflinePredictor(A.Layout());
        StepCost whole = A.Prefill(predictor, new PrefillChunk(1000, 0, true));
        long attention = 4L * 32 * 128 * 32 * (1000 * 1001 / 2);
        Assert.That(whole.Flops, Is.EqualTo((2L * 1000 * 6_979_321_856) + (2L * 128_256 * 4096) + attention));
    }

    [Test]
    public void HeadAndSamplingArePaidOnlyWhereATokenIsSampled()
    {
        var predictor = new RooflinePredictor(A.Layout());
        StepCost sampled = A.Prefill(predictor, new PrefillChunk(512, 0, true)), not = A.Prefill(predictor, new PrefillChunk(512, 0, false));
        Assert.That(sampled.Flops - not.Flops, Is.EqualTo(2L * 128_256 * 4096));

        // At least the head's 1.05 GB at the full bandwidth.
        Assert.That(sampled.Picoseconds - not.Picoseconds, Is.GreaterThan((long)(2.0 * 128_256 * 4096 / 3.35)));
    }

    [Test]
    public void ADecodeOnlyPriceIsItsSegmentToThePicosecond([Values("vllm-v1", "vllm-v1-async")] string host)
    {
        var predictor = new RooflinePredictor(A.Layout(host: host));
        Gen.Select(Gen.Int[1, 2000], Gen.Long[0, 4_000_000]).Sample((sequences, context) =>
            A.Decode(predictor, sequences, context) == predictor.Decode(sequences, context).At(context));
    }

    [Test]
    public void EverySegmentHoldsUntilItsEndAndJoinsTheNext([Values("vllm-v1", "vllm-v1-async")] string host)
    {
        // On a B200 the smallest batches are bound by the host, so that the overlapped engine's kink is crossed too.
        var predictor = new RooflinePredictor(A.Layout("llama-3.2-1b", "b200-sxm", host: host));
        foreach (int sequences in new[] { 1, 7, 64, 300 })
        {
            long context = 0, before = 0;
            while (context < 3_000_000)
            {
                DecodeSegment segment = predictor.Decode(sequences, context);
                Assert.That(segment.UntilContextSum, Is.GreaterThan(context));
                long last = Math.Min(segment.UntilContextSum, 3_000_001) - 1;
                Assert.That(predictor.Decode(sequences, last).At(last), Is.EqualTo(segment.At(last)), "one line from end to end");
                Assert.That(segment.At(context).Picoseconds, Is.GreaterThanOrEqualTo(before), "never cheaper with more context");
                before = segment.At(last).Picoseconds;
                context = last + 1;
            }
        }
    }

    [Test]
    public void NoStepLastsLessThanItsMessagesToClients()
    {
        HostOverhead streaming = A.Layout().Host with { StreamTokenSeconds = 1e-3 };
        var plain = new RooflinePredictor(A.Layout() with { Host = streaming with { StreamTokenSeconds = null } });
        var each = new RooflinePredictor(A.Layout() with { Host = streaming });
        var tenth = new RooflinePredictor(A.Layout() with { Host = streaming.WithStreamInterval(10) });
        var none = new RooflinePredictor(A.Layout() with { Host = streaming.WithStreamInterval(0) });
        Decodes.Sample(d =>
        {
            long alone = A.Decode(plain, d.Sequences, d.Context).Picoseconds;
            return A.Decode(each, d.Sequences, d.Context).Picoseconds == Math.Max(alone, 1_000_000_000L * d.Sequences)
                && A.Decode(tenth, d.Sequences, d.Context).Picoseconds == Math.Max(alone, 100_000_000L * d.Sequences)
                && A.Decode(none, d.Sequences, d.Context).Picoseconds == alone;
        });
    }

    [Test]
    public void AnOverlappedStepLastsAsLongAsTheSlowerOfHostAndAccelerators()
    {
        HostOverhead slow = new("slow", 0.030, 0, true, "test");
        var overlapped = new RooflinePredictor(A.Layout() with { Host = slow });
        var bare = new RooflinePredictor(A.Layout() with { Host = new("none", 0, 0, false, "test") });
        Decodes.Sample(d => A.Decode(overlapped, d.Sequences, d.Context).Picoseconds
            == Math.Max(30_000_000_000, A.Decode(bare, d.Sequences, d.Context).Picoseconds));
    }

    [Test]
    public void MoreContextOrMoreTokensAreNeverCheaper()
    {
        var predictor = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 4, weights: NumberFormat.Fp8));
        Gen.Select(Decodes, Gen.Long[0, 100_000], Gen.Int[1, 4096], Gen.Int[0, 8000]).Sample((d, more, tokens, context) =>
        {
            bool decode = A.Decode(predictor, d.Sequences, d.Context + more).Picoseconds >= A.Decode(predictor, d.Sequences, d.Context).Picoseconds;
            bool prefill = A.Prefill(predictor, new PrefillChunk(tokens, context + 100, true)).Picoseconds
                >= A.Prefill(predictor, new PrefillChunk(tokens, context, true)).Picoseconds;
            return decode && prefill;
        });
    }

    [Test]
    public void AMixedStepCostsAtLeastEachPartAndItsWorkIsTheSum()
    {
        var predictor = new RooflinePredictor(A.Layout());
        Gen.Select(Decodes, Gen.Int[1, 4096], Gen.Int[0, 8000]).Sample((d, tokens, context) =>
        {
            var shape = new BatchShape { Prefill = new[] { new PrefillChunk(tokens, context, true) }, DecodeSequences = d.Sequences, DecodeContextSum = d.Context };
            StepCost mixed = predictor.Price(shape), prefill = predictor.Price(shape.PrefillOnly), decode = predictor.Price(shape.DecodeOnly);
            return mixed.Picoseconds >= prefill.Picoseconds && mixed.Picoseconds >= decode.Picoseconds
                && mixed.Flops == prefill.Flops + decode.Flops && mixed.Bytes < prefill.Bytes + decode.Bytes;
        });
    }

    [Test]
    public void DoublingTheBandwidthNeverSlowsADecodeStep()
    {
        ServingLayout layout = A.Layout();
        Accelerator faster = layout.Accelerator with { MemoryBandwidthBytesPerSecond = 2 * layout.Accelerator.MemoryBandwidthBytesPerSecond };
        var slow = new RooflinePredictor(layout);
        var fast = new RooflinePredictor(layout with { Accelerator = faster });
        Decodes.Sample(d => A.Decode(fast, d.Sequences, d.Context).Picoseconds <= A.Decode(slow, d.Sequences, d.Context).Picoseconds);
    }

    [Test]
    public void PartsOfAStepAddUpToItsPrice([Values("vllm-v1", "vllm-v1-async")] string host)
    {
        var predictor = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 4, host: host));
        var shape = new BatchShape { Prefill = new[] { new PrefillChunk(700, 300, true) }, DecodeSequences = 33, DecodeContextSum = 40_000 };
        StepBreakdown breakdown = predictor.Explain(shape);
        Assert.Multiple(() =>
        {
            Assert.That(breakdown.TotalSeconds * 1e12, Is.EqualTo(breakdown.Total.Picoseconds).Within(breakdown.Operators.Count));
            Assert.That(Enum.GetValues<StepCause>().Sum(breakdown.Seconds), Is.EqualTo(breakdown.TotalSeconds).Within(1e-12));
            Assert.That(breakdown.Operators.Sum(o => o.Flops), Is.EqualTo(breakdown.Total.Flops));
            Assert.That(breakdown.Operators.Sum(o => o.Bytes), Is.EqualTo(breakdown.Total.Bytes));
            Assert.That(breakdown.Seconds(StepCause.Interconnect), Is.GreaterThan(0));
        });
    }

    [Test]
    public void PricingAllocatesNothingOnceItsTablesAreFilled()
    {
        var predictor = new RooflinePredictor(A.Layout());
        PrefillChunk[] chunks = [new(100, 0, true), new(50, 512, false)];
        long Work()
        {
            long sum = 0;
            for (int i = 1; i < 400; i++)
            {
                sum += predictor.Price(new BatchShape { Prefill = chunks, DecodeSequences = i, DecodeContextSum = i * 900L }).Picoseconds;
                sum += predictor.Decode(i, i * 700L).PerContext.Picoseconds;
            }

            return sum;
        }

        long first = Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long second = Work();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(second, Is.EqualTo(first));
    }
}
