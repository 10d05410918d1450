using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Timing;

/// <summary>Two halves of a batch that hide each other's sending: the limits by hand, and what splitting costs.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class TwoBatchOverlapTests
{
    private const string OutsideGraphs = "launches outside graphs";
    private static readonly string[] s_apart = ["lm head", "sampling", "host", OutsideGraphs];

    private static readonly ServingLayout s_decode = A.Layout("deepseek-v3", "h800", dp: 144, ep: 144, weights: NumberFormat.Fp8Block) with { RedundantExperts = 32 };

    private static readonly ServingLayout s_node = A.Layout("deepseek-v3", "h200-sxm", dp: 8, ep: 8, weights: NumberFormat.Fp8Block);

    // Attention, shared experts, experts, dispatch, combine; by hand: max(A, D) + max(M, D) + max(S + M, C) + max(S + A, C).
    [TestCase(10, 2, 6, 0, 0, ExpectedResult = 2 * 18, Description = "a free network leaves the computing of two halves")]
    [TestCase(10, 2, 6, 100, 300, ExpectedResult = 2 * 400, Description = "a slow one is all there is")]
    [TestCase(10, 2, 6, 8, 11, ExpectedResult = 10 + 8 + 11 + 12, Description = "experts are too short for dispatch, and for combine by three")]
    [TestCase(10, 2, 6, 6, 8, ExpectedResult = 2 * 18, Description = "all of it is just hidden")]
    public long AStageLastsAsLongAsTheLongerOfTheTwo(long attention, long shared, long experts, long dispatch, long combine)
    {
        OverlapStages stages = new(attention, shared, experts, dispatch, combine);
        Assert.That(stages.Picoseconds, Is.EqualTo(stages.Computing + stages.ExposedDispatch + stages.ExposedCombine));
        return stages.Picoseconds;
    }

    [TestCase(1_152, 0)]
    [TestCase(0, 5_000)]
    public void WithAFreeNetworkEachHalfTakesWhatItWouldAlone(int sequences, int prompt)
    {
        // Prompts lose 20 of the 132 units to communication, which what moves bytes does not notice; attention is half of the whole's, and launched twice.
        ServingLayout layout = Free(s_node), slower = prompt > 0 ? Computing(layout, 112.0 / 132) : layout;
        StepBreakdown both = Explain(layout with { TwoBatchOverlap = true }, sequences, prompt);
        StepBreakdown half = Explain(slower, sequences / 2, prompt / 2), whole = Explain(layout, sequences, prompt);
        foreach (OperatorCost alone in half.Operators.Where(o => o.Cause != StepCause.Interconnect && !s_apart.Contains(o.Name) && !o.Name.EndsWith("attention", StringComparison.Ordinal)))
        {
            OperatorCost twice = Named(both, alone.Name);
            Assert.That(twice.Seconds, Is.EqualTo(2 * alone.Seconds).Within(0.1).Percent, alone.Name);
            Assert.That(twice.LaunchSeconds, Is.EqualTo(2 * alone.LaunchSeconds).Within(1e-12), alone.Name);
        }

        if (prompt > 0)
        {
            // Head and sampling are launched once.
            double once = 2 * layout.Host.EagerLaunchSeconds!.Value;
            Assert.That(Named(both, OutsideGraphs).LaunchSeconds, Is.EqualTo((2 * Named(half, OutsideGraphs).LaunchSeconds) - once).Within(1e-12));
        }

        Assert.That(both.Seconds(StepCause.Interconnect), Is.LessThan(1e-9));
        Assert.That(Named(both, "lm head").Seconds, Is.EqualTo(Named(whole, "lm head").Seconds), "sampled together");
        Assert.That(Named(both, "decode attention").Seconds, Is.EqualTo(Named(whole, "decode attention").Seconds));
        Assert.That(both.TotalSeconds, Is.GreaterThan(whole.TotalSeconds), "without a network there is nothing to gain and weights are read twice");
    }

    [TestCase("experts", 60_000, 1.04, 132.0 / 112, Description = "computing takes as many times as long as it has fewer units, moving rows does not")]
    [TestCase("experts", 16, 1, 1.002, Description = "what reads weights needs no more units than are left")]
    [TestCase("norms, rotary, activation", 60_000, 1, 1.000001)]
    public void CommunicationTakesUnitsFromComputingOnly(string name, int prompt, double least, double most)
    {
        double alone = Named(Explain(s_node, 0, prompt / 2), name).Seconds;
        Assert.That(Named(Explain(s_node with { TwoBatchOverlap = true }, 0, prompt), name).Seconds, Is.InRange(2 * least * alone, 2 * most * alone));
    }

    [TestCase(2, 100_000, 1, Description = "two tokens that read a long context")]
    [TestCase(60_000, 0, 132.0 / 112, Description = "a long prompt")]
    public void AttentionOfPromptsReadsAsFastAsEver(int prompt, int context, double slower)
    {
        ServingLayout layout = A.Layout("llama-4-scout", "h200-sxm", dp: 8, ep: 8);
        Assert.That(Seconds(layout with { TwoBatchOverlap = true }), Is.EqualTo(slower * Seconds(layout)).Within(0.2).Percent);

        double Seconds(ServingLayout of) => Named(Explain(of, 0, prompt, context), "prefill attention").Seconds;
    }

    [Test]
    public void ATokenMoreIsNeverCheaperWhereWhatBindsChanges([Values(0, 820, 20_000)] int context)
    {
        RooflinePredictor predictor = new(s_node with { TwoBatchOverlap = true });
        long[] prices = [.. Enumerable.Range(1, 5_000).Select(n => A.Prefill(predictor, new PrefillChunk(n, context, true)).Picoseconds)];
        Assert.That(prices, Is.Ordered);
    }

    [Test]
    public void BoundByTheNetworkAStepIsItsSending()
    {
        Interconnect links = s_decode.Accelerator.Interconnect;
        ServingLayout slow = s_decode with
        {
            Accelerator = s_decode.Accelerator with { Interconnect = links with { NetworkBitsPerSecond = links.NetworkBitsPerSecond / 1_000 } },
            TwoBatchOverlap = true,
        };
        StepBreakdown step = Explain(slow, 12_672, 0);
        StepBreakdown half = Explain(slow with { TwoBatchOverlap = false }, 12_672 / 2, 0);
        double sending = Named(half, "expert dispatch").Seconds + Named(half, "expert combine").Seconds;
        double hidden = Named(step, "expert dispatch").HiddenSeconds + Named(step, "expert combine").HiddenSeconds;

        // Of 61 layers three have no experts, and the head is apart; everything else runs while tokens are under way.
        Assert.That(step.TotalSeconds, Is.EqualTo(2 * sending).Within(1).Percent);
        Assert.That(step.Seconds(StepCause.Interconnect) + hidden, Is.EqualTo(2 * sending).Within(1e-9));
        double computing = step.TotalSeconds - step.Seconds(StepCause.Interconnect);
        Assert.That(hidden, Is.InRange(0.8 * computing, computing));
    }

    [Test]
    public void LargeBatchesOverManyNodesGainAndSmallOnesLose()
    {
        RooflinePredictor plain = new(s_decode), overlapped = new(s_decode with { TwoBatchOverlap = true });
        Assert.Multiple(() =>
        {
            Assert.That(Ratio(12_672), Is.LessThan(0.9), "88 sequences a rank");
            Assert.That(Ratio(4 * 144), Is.GreaterThan(1.2), "4 sequences a rank");
            Assert.That(Ratio(144), Is.EqualTo(1), "one sequence a rank cannot be split");
        });

        double Ratio(int sequences) =>
            A.Decode(overlapped, sequences, sequences * 5_000L).Picoseconds / (double)A.Decode(plain, sequences, sequences * 5_000L).Picoseconds;
    }

    [Test]
    public void HidingNeverTakesMoreThanDoingOneHalfAfterTheOther([Values(2, 16, 100, 700, 4_000)] int ofARank)
    {
        int sequences = 144 * ofARank;
        RooflinePredictor plain = new(s_decode), overlapped = new(s_decode with { TwoBatchOverlap = true });
        long halves = 2 * A.Decode(plain, sequences / 2, sequences * 2_500L).Picoseconds;
        Assert.That(A.Decode(overlapped, sequences, sequences * 5_000L).Picoseconds, Is.LessThanOrEqualTo(halves));
    }

    [Test]
    public void WeightsAreReadForEachHalfAndOperationsAreTheSame()
    {
        RooflinePredictor plain = new(s_node), overlapped = new(s_node with { TwoBatchOverlap = true });
        StepCost once = A.Decode(plain, 256, 256_000), half = A.Decode(plain, 128, 128_000), twice = A.Decode(overlapped, 256, 256_000);
        long head = new[] { "lm head", "sampling" }.Sum(n => Named(Explain(s_node, 128, 0), n).Bytes);
        Assert.That(twice.Flops, Is.EqualTo(once.Flops));
        Assert.That((double)twice.Bytes, Is.EqualTo((2.0 * half.Bytes) - head).Within(0.5).Percent);
        Assert.That(twice.Bytes, Is.GreaterThan(1.5 * once.Bytes));
    }

    [TestCase(12_672, 0)]
    [TestCase(0, 60_000)]
    [TestCase(900, 4_000)]
    public void ThePartsAreTheStep(int sequences, int prompt)
    {
        StepBreakdown step = Explain(s_decode with { TwoBatchOverlap = true }, sequences, prompt);
        Assert.Multiple(() =>
        {
            Assert.That(step.TotalSeconds * 1e12, Is.EqualTo(step.Total.Picoseconds).Within(2 * step.Operators.Count));
            Assert.That(step.Operators.Sum(o => o.Bytes), Is.EqualTo(step.Total.Bytes));
            Assert.That(step.Operators.Sum(o => o.Flops), Is.EqualTo(step.Total.Flops));
            Assert.That(Named(step, "host").Seconds, Is.EqualTo(Named(Explain(s_decode, sequences, prompt), "host").Seconds).Within(1e-10));
            Assert.That(Named(step, "expert dispatch").HiddenSeconds, Is.GreaterThan(0));
        });
    }

    [Test]
    public void ItNeedsRanksThatShareExperts()
    {
        Assert.That((A.Layout("deepseek-v3", "h200-sxm", tp: 8, ep: 8, weights: NumberFormat.Fp8Block) with { TwoBatchOverlap = true }).Unsupported(), Does.Contain("needs dp and ep"));
        Assert.That((A.Layout() with { TwoBatchOverlap = true }).Unsupported(), Does.Contain("needs dp and ep"));
        Assert.That((s_node with { TwoBatchOverlap = true }).Unsupported(), Is.Null);
    }

    [Test]
    public void AMultiTokenPredictionLayerIsNotSplit()
    {
        ServingLayout layout = s_node with { TwoBatchOverlap = true, Drafter = Drafter.Mtp(s_node.Model, NumberFormat.Fp8Block) };
        Assert.That(layout.DraftLayout!.TwoBatchOverlap, Is.False);
    }

    private static ServingLayout Free(ServingLayout layout)
    {
        AllReduceEfficiency free = layout.Accelerator.AllReduce(CollectiveKind.Registered) with { MeasuredLinkBytesPerSecond = null, LatencySeconds = 0, LatencyPerDoublingSeconds = 0 };
        return layout with
        {
            Accelerator = layout.Accelerator with
            {
                CollectiveProfile = null,
                OwnKernels = layout.Accelerator.Kernels with { AllReduce = free, AllToAll = free },
                Interconnect = layout.Accelerator.Interconnect with { BytesPerSecondPerDirection = 1e30 },
            },
        };
    }

    private static ServingLayout Computing(ServingLayout layout, double share)
    {
        PeakRates peaks = layout.Accelerator.PeakFlopsPerSecond;
        return layout with { Accelerator = layout.Accelerator with { PeakFlopsPerSecond = peaks with { Bf16 = share * peaks.Bf16, Fp8 = share * peaks.Fp8 } } };
    }

    private static StepBreakdown Explain(ServingLayout layout, int sequences, int prompt, int context = 0)
    {
        RooflinePredictor predictor = new(layout);
        PrefillChunk[] chunks = prompt == 0 ? [] : [.. Enumerable.Repeat(new PrefillChunk(prompt, context, true), layout.DataParallel)];
        return predictor.Explain(new BatchShape { Prefill = chunks, DecodeSequences = sequences, DecodeContextSum = sequences * 5_000L });
    }

    private static OperatorCost Named(StepBreakdown step, string name) => step.Operators.Single(o => o.Name == name);
}
