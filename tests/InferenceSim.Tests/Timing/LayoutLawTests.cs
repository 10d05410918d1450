using CsCheck;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>Laws that hold for every kind of model and layout: experts, latent attention, windows, and the four kinds of parallelism.</summary>
internal sealed class LayoutLawTests
{
    private static readonly ServingLayout[] s_layouts =
    [
        A.Layout("mixtral-8x7b", tp: 2, weights: NumberFormat.Fp8),
        A.Layout("gpt-oss-120b", "h200-sxm", weights: NumberFormat.Mxfp4),
        A.Layout("gpt-oss-20b", "b200-sxm", weights: NumberFormat.Mxfp4, host: "vllm-v1-async"),
        A.Layout("deepseek-v3", "h200-sxm", tp: 8, weights: NumberFormat.Fp8Block),
        A.Layout("deepseek-r1", "b200-sxm", tp: 1, dp: 8, ep: 8, weights: NumberFormat.Fp4, kv: NumberFormat.Fp8),
        A.Layout("deepseek-v3", "h100-sxm", tp: 1, dp: 32, ep: 32, weights: NumberFormat.Fp8Block),
        A.Layout("qwen3-235b-a22b", tp: 4, ep: 4, weights: NumberFormat.Fp8Block),
        A.Layout("qwen3-30b-a3b", "a100-80-sxm", weights: NumberFormat.Int4),
        A.Layout("gemma-3-27b", host: "vllm-v1-async"),
        A.Layout("mistral-7b-v0.1", "l40s"),
        A.Layout("llama-4-scout", tp: 8, ep: 8),
        A.Layout("llama-3.1-70b", tp: 2, pp: 4),
        A.Layout("llama-3.1-405b", tp: 8, pp: 2, weights: NumberFormat.Fp8),
        A.Layout("llama-3.1-8b", dp: 4),
        A.Layout("kimi-k2", "tpu-v5p", tp: 16, weights: NumberFormat.Int4),
        A.Layout("deepseek-v2-lite", "mi300x"),
        A.Layout("deepseek-v3", "h800", dp: 32, ep: 32, weights: NumberFormat.Fp8Block) with { TwoBatchOverlap = true },
        A.Layout("gpt-oss-120b", "h200-sxm", dp: 8, ep: 8, weights: NumberFormat.Mxfp4, host: "vllm-v1-async") with { TwoBatchOverlap = true },
        A.Layout("qwen3-235b-a22b", "h100-sxm", tp: 2, dp: 8, ep: 16, weights: NumberFormat.Fp8Block, host: "vllm-v1-async") with { TwoBatchOverlap = true },
    ];

    // Predictors fill tables as they go and belong to one thread; CsCheck samples on many.
    private static readonly ThreadLocal<RooflinePredictor[]> s_predictors = new(() => [.. s_layouts.Select(l => new RooflinePredictor(l))]);

    private static readonly Gen<(int Layout, int Sequences, long Context)> Decodes =
        Gen.Select(Gen.Int[0, s_layouts.Length - 1], Gen.Int[1, 1500], Gen.Long[0, 20_000], (l, b, c) => (l, b, b * c));

    [Test]
    public void EveryLayoutIsSupported() => Assert.That(s_layouts.Select(l => l.Unsupported()), Is.All.Null);

    [Test]
    public void ADecodeOnlyPriceIsItsSegmentToThePicosecond() => Decodes.Sample(d =>
    {
        RooflinePredictor predictor = s_predictors.Value![d.Layout];
        long windowed = A.Windowed(predictor, d.Sequences, d.Context);
        return A.Decode(predictor, d.Sequences, d.Context) == predictor.Decode(d.Sequences, d.Context, windowed).At(d.Context, windowed);
    });

    [Test]
    public void ASegmentPricesEveryStepUntilItsEnd() => Gen.Select(Decodes, Gen.Int[1, 400]).Sample((d, steps) =>
    {
        // As an engine leaps: every sequence grows by one token a step, those inside the window in both sums.
        RooflinePredictor predictor = s_predictors.Value![d.Layout];
        long windowed = A.Windowed(predictor, d.Sequences, d.Context);
        DecodeSegment segment = predictor.Decode(d.Sequences, d.Context, windowed);
        for (int step = 0; step < steps; step++)
        {
            long context = d.Context + ((long)step * d.Sequences), seen = A.Windowed(predictor, d.Sequences, context);
            if (context < segment.UntilContextSum
                && predictor.Decode(d.Sequences, context, seen).At(context, seen) != segment.At(context, seen))
            {
                return false;
            }
        }

        return segment.UntilContextSum > d.Context;
    });

    [Test]
    public void MoreContextOrSequencesOrTokensAreNeverCheaper() =>
        Gen.Select(Decodes, Gen.Long[0, 100_000], Gen.Int[1, 4096], Gen.Int[0, 20_000]).Sample((d, more, tokens, context) =>
        {
            RooflinePredictor predictor = s_predictors.Value![d.Layout];
            long price = A.Decode(predictor, d.Sequences, d.Context).Picoseconds;
            long chunk = A.Prefill(predictor, new PrefillChunk(tokens, context, true)).Picoseconds;
            return A.Decode(predictor, d.Sequences, d.Context + more).Picoseconds >= price
                && A.Decode(predictor, d.Sequences + 1, d.Context).Picoseconds >= price
                && A.Prefill(predictor, new PrefillChunk(tokens + 1, context, true)).Picoseconds >= chunk
                && A.Prefill(predictor, new PrefillChunk(tokens, context + 100, true)).Picoseconds >= chunk;
        });

    [Test]
    public void AMixedStepCostsAtLeastEachPartAndItsWorkIsTheSum() =>
        Gen.Select(Decodes, Gen.Int[1, 4096], Gen.Int[0, 8000]).Sample((d, tokens, context) =>
        {
            RooflinePredictor predictor = s_predictors.Value![d.Layout];
            var shape = new BatchShape
            {
                Prefill = new[] { new PrefillChunk(tokens, context, true) },
                DecodeSequences = d.Sequences,
                DecodeContextSum = d.Context,
                DecodeWindowedContextSum = A.Windowed(predictor, d.Sequences, d.Context),
            };
            StepCost mixed = predictor.Price(shape), prefill = predictor.Price(shape.PrefillOnly), decode = predictor.Price(shape.DecodeOnly);
            return mixed.Picoseconds >= prefill.Picoseconds && mixed.Picoseconds >= decode.Picoseconds
                && mixed.Flops == prefill.Flops + decode.Flops;
        });

    [Test]
    public void MoreBandwidthComputeOrLinkNeverSlowsAStep() => Gen.Select(Decodes, Gen.Int[0, 2]).Sample((d, what) =>
    {
        ServingLayout layout = s_layouts[d.Layout];
        Accelerator a = layout.Accelerator;
        PeakRates p = a.PeakFlopsPerSecond;
        Accelerator faster = what switch
        {
            0 => a with { MemoryBandwidthBytesPerSecond = 2 * a.MemoryBandwidthBytesPerSecond },
            1 => a with { PeakFlopsPerSecond = p with { Bf16 = 2 * p.Bf16, Fp8 = 2 * p.Fp8, Int8 = 2 * p.Int8, Fp4 = 2 * p.Fp4 } },
            _ => a with { Interconnect = a.Interconnect with { NetworkBitsPerSecond = 2 * a.Interconnect.NetworkBitsPerSecond } },
        };
        var fast = new RooflinePredictor(layout with { Accelerator = faster });
        return A.Decode(fast, d.Sequences, d.Context).Picoseconds <= A.Decode(s_predictors.Value![d.Layout], d.Sequences, d.Context).Picoseconds;
    },
    iter: 60);

    [Test]
    public void PartsOfAStepAddUpToItsPrice([Range(0, 18)] int index)
    {
        RooflinePredictor predictor = s_predictors.Value![index];
        var shape = new BatchShape
        {
            Prefill = new[] { new PrefillChunk(700, 300, true), new PrefillChunk(50, 9000, false) },
            DecodeSequences = 33,
            DecodeContextSum = 40_000,
            DecodeWindowedContextSum = A.Windowed(predictor, 33, 40_000),
        };
        StepBreakdown breakdown = predictor.Explain(shape);
        Assert.Multiple(() =>
        {
            Assert.That(breakdown.TotalSeconds * 1e12, Is.EqualTo(breakdown.Total.Picoseconds).Within(breakdown.Operators.Count));
            Assert.That(breakdown.Operators.Sum(o => o.Flops), Is.EqualTo(breakdown.Total.Flops));
            Assert.That(breakdown.Operators.Sum(o => o.Bytes), Is.EqualTo(breakdown.Total.Bytes).Within(1).Percent);
        });
    }

    [Test]
    public void DataParallelRanksAreAsFastAsOneOfThemWithItsShare()
    {
        var one = new RooflinePredictor(A.Layout());
        var four = new RooflinePredictor(A.Layout(dp: 4) with { Host = A.Layout().Host with { PerSequenceSeconds = 0 } });
        var bare = new RooflinePredictor(A.Layout() with { Host = A.Layout().Host with { PerSequenceSeconds = 0 } });
        Assert.Multiple(() =>
        {
            double share = A.Decode(four, 64, 64_000).Picoseconds / (double)A.Decode(bare, 16, 16_000).Picoseconds;
            Assert.That(share, Is.EqualTo(1).Within(0.001));
            Assert.That(A.Decode(four, 64, 64_000).Flops, Is.EqualTo(A.Decode(one, 64, 64_000).Flops));
            Assert.That(A.Decode(four, 64, 64_000).Bytes, Is.EqualTo(4 * A.Decode(one, 16, 16_000).Bytes));
        });
    }

    [Test]
    public void VerifyingDraftsComputesAsTheSameTokensWouldAloneAndReadsKeysOnce() =>
        Gen.Select(Gen.Int[0, s_layouts.Length - 1], Gen.Int[1, 300], Gen.Int[0, 20_000], Gen.Int[1, 8]).Sample((layout, sequences, context, drafts) =>
        {
            RooflinePredictor predictor = s_predictors.Value![layout];
            if (predictor.Window is not null)
            {
                return true; // the windows of later drafts are cut where the mean is not
            }

            long contexts = (long)sequences * context, tokens = drafts + 1;
            StepCost verified = predictor.Price(new BatchShape { DecodeSequences = sequences, DraftTokens = sequences * drafts, DecodeContextSum = contexts });
            StepCost alone = A.Decode(predictor, (int)(sequences * tokens), (contexts * tokens) + (sequences * (tokens * drafts / 2)));
            // Drafts send the sequences to the prompts' kernel, which computes a whole tile of rows for them where it takes heads one by one.
            bool byHead = s_layouts[layout].Accelerator.Kernels.PromptAttentionByHead == true;
            return verified.Flops == alone.Flops && verified.Bytes <= alone.Bytes && (byHead || verified.Picoseconds <= alone.Picoseconds)
                && verified.Picoseconds >= A.Decode(predictor, sequences, contexts).Picoseconds;
        });

    [TestCase("vllm-v1", 4, 2, Description = "a price for each key that does not divide by the ranks")]
    [TestCase("trtllm-cpp-2023", 1, 1, Description = "one block reads all of a context")]
    [TestCase("trtllm-pytorch-pdl", 1, 257, Description = "a graph of 512")]
    [TestCase("trtllm-pytorch-pdl", 4, 1030, Description = "a graph of 512 on each rank")]
    public void ReadingKeysForADraftTooIsNeverQuicker(string host, int ranks, int sequences)
    {
        RooflinePredictor predictor = new(A.Layout(host: host, dp: ranks));
        for (long context = 1_000; context < 100_000; context += 1_000)
        {
            var verify = new BatchShape { DecodeSequences = sequences, DraftTokens = sequences, DecodeContextSum = sequences * context };
            Assert.That(predictor.Price(verify).Picoseconds, Is.GreaterThan(A.Decode(predictor, sequences, sequences * context).Picoseconds));
        }
    }

    [Test]
    public void ADraftingStepIsTheModelsAndAPassForEachDraft()
    {
        ServingLayout layout = A.Layout("llama-3.1-70b", tp: 4) with { Drafter = Drafter.Separate(ModelCatalog.Find("llama-3.2-1b"), NumberFormat.Bf16) };
        RooflinePredictor target = new(layout), draft = new(layout.DraftLayout!);
        SpeculativePredictor predictor = new(target, draft, 3);
        var verify = new BatchShape { DecodeSequences = 8, DraftTokens = 24, DecodeContextSum = 8_000 };
        var first = new BatchShape { DecodeSequences = 8, DraftTokens = 24, DecodeContextSum = 8_000, SamplesLastOnly = true };
        long expected = target.Price(verify).Picoseconds + draft.Price(first).Picoseconds
            + A.Decode(draft, 8, 8_032).Picoseconds + A.Decode(draft, 8, 8_040).Picoseconds;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(predictor.Price(verify).Picoseconds, Is.EqualTo(expected));
            Assert.That(predictor.Decode(8, 9_000).At(9_000), Is.EqualTo(predictor.Price(new BatchShape { DecodeSequences = 8, DecodeContextSum = 9_000 })));
            Assert.That(draft.Price(first).Picoseconds, Is.LessThan(target.Price(verify).Picoseconds / 5), "a small model is quick");
        }
    }

    [Test]
    public void StagesAddOnlyTheirSendsToABatchsWay()
    {
        var whole = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 2));
        var staged = new RooflinePredictor(A.Layout("llama-3.1-70b", tp: 2, pp: 4));
        var shape = new BatchShape { DecodeSequences = 32, DecodeContextSum = 32_000 };
        OperatorCost send = staged.Explain(shape).Operators.Single(o => o.Name == "pipeline send");
        long added = staged.Price(shape).Picoseconds - whole.Price(shape).Picoseconds;
        Assert.That(added / 1e12, Is.EqualTo(send.Seconds).Within(1e-11));
        Assert.That(send.Seconds, Is.InRange(4 * 5e-6, 4 * 1e-4));
    }

    [Test]
    public void PricingAllocatesNothingOnceItsTablesAreFilled([Range(0, 18)] int index)
    {
        var predictor = new RooflinePredictor(s_layouts[index]);
        PrefillChunk[] chunks = [new(100, 0, true), new(50, 512, false)];
        long Work()
        {
            long sum = 0;
            for (int i = 1; i < 200; i++)
            {
                sum += predictor.Price(new BatchShape { Prefill = chunks, DecodeSequences = i, DecodeContextSum = i * 900L }).Picoseconds;
                sum += predictor.Decode(i, i * 700L).PerContext.Picoseconds;
            }

            return sum;
        }

        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
