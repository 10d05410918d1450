using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Speculative decoding against its closed form and by hand.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class SpeculationTests
{
    private const long StepPicoseconds = 10_000_000;

    [TestCase(0.8, 3, 0.05)]
    [TestCase(0.6, 5, 0.1)]
    [TestCase(0.9, 1, 0.3)]
    [TestCase(0, 4, 0.02)]
    [TestCase(1, 4, 0.02)]
    public void OneSequenceIsAsMuchFasterAsTheClosedFormSays(double acceptance, int drafts, double cost)
    {
        // Leviathan et al., arXiv 2211.17192, theorem 3.8: E = (1 - a^(g+1)) / (1 - a) tokens a step of g c + 1 times the time.
        double tokens = acceptance == 1 ? drafts + 1 : (1 - Math.Pow(acceptance, drafts + 1)) / (1 - acceptance);
        double expected = tokens / ((drafts * cost) + 1);
        double plain = DecodeSeconds(null, 0), speculative = DecodeSeconds(Constant(acceptance, drafts), (long)(cost * StepPicoseconds));
        Console.WriteLine($"speed-up {plain / speculative:0.0000}, closed form {expected:0.0000}");
        Assert.That(plain / speculative, Is.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void AcceptedDraftsComeTogetherAndSurplusOnesAreDropped([Values] EngineMode mode)
    {
        // Prefill of 10 tokens, 110 ps, gives the first token. Each step verifies 2 drafts, all right: 103 ps for 3 tokens. Four more are wanted:
        // three at 213, the last at 316, where two right drafts are too many.
        Speculation allRight = new(DraftMethod.Ngram, 2, new PositionalAcceptance(1, [1, 1]));
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { Speculation = allRight }, [A.Request(0, 10, 5)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].FirstToken.Picoseconds, Is.EqualTo(110));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(316));
            Assert.That(report.Itl.MaxMs, Is.EqualTo(103e-9).Within(1e-15));
            Assert.That(report.Itl.P50Ms, Is.EqualTo(51.5e-9).Within(1e-15), "two gaps of 103 ps, two of nothing");
            Assert.That((report.DraftTokens, report.AcceptedDraftTokens, report.RejectedDraftTokens), Is.EqualTo((4, 2, 2)));
            Assert.That(report.MeanAcceptedLength, Is.EqualTo(2));
            Assert.That(s[0].ComputedTokens, Is.EqualTo(10 + 3 + 3));
        }
    }

    [Test]
    public void AcceptanceDependsOnPositionAndOnNothingElse()
    {
        double[] conditional = [0.9, 0.5, 0.7];
        PositionalAcceptance acceptance = new(7, conditional);
        const int Draws = 200_000;
        int[] lengths = [.. Enumerable.Range(0, Draws).Select(i => acceptance.Accepted(i % 1000, i / 1000, 3))];
        double atLeast = 1;
        for (int position = 0; position < conditional.Length; position++)
        {
            atLeast *= conditional[position];
            double measured = lengths.Count(l => l > position) / (double)Draws;
            Assert.That(measured, Is.EqualTo(atLeast).Within(4 * Math.Sqrt(atLeast * (1 - atLeast) / Draws)), $"position {position + 1}");
        }

        Assert.That(Enumerable.Range(0, 1000).Select(i => acceptance.Accepted(i, 5, 3)), Is.EqualTo(lengths[5000..6000]), "in any order");
        Assert.That(Enumerable.Range(0, 1000).Select(i => acceptance.Accepted(i, 5, 1)), Is.EqualTo(lengths[5000..6000].Select(l => Math.Min(l, 1))), "cut short");
    }

    private static Speculation Constant(double acceptance, int drafts) =>
        new(DraftMethod.Eagle, drafts, new PositionalAcceptance(3, [.. Enumerable.Repeat(acceptance, drafts)]));

    /// <summary>Seconds from first to last token of one long answer at a time.</summary>
    private static double DecodeSeconds(Speculation? speculation, long draftPicoseconds)
    {
        const int Outputs = 100_000;
        EngineOptions options = A.Engine(maxSequences: 1, blocks: 50_000, maxModelLength: 150_000) with { Speculation = speculation };
        IStepTimePredictor predictor = new LinearPredictor(StepPicoseconds, 0, 0, 0);
        if (speculation is not null)
        {
            predictor = new SpeculativePredictor(predictor, new LinearPredictor(draftPicoseconds, 0, 0, 0), speculation.DraftTokens);
        }

        Request[] requests = [A.Request(0, 100, Outputs), A.Request(1, 100, Outputs)];
        (_, Dictionary<int, FinishedSequence> s) = A.Run(options, requests, predictor: predictor);
        return s.Values.Sum(f => (f.Finish - f.FirstToken).Seconds);
    }
}
