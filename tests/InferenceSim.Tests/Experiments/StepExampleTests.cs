using InferenceSim.Experiments;
using InferenceSim.Timing;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Typical steps of a run, taken apart.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class StepExampleTests
{
    [Test]
    public void WithoutSpeculationThereArePrefillAndDecode() =>
        Assert.That(Examples(null).Select(e => e.Phase), Is.EqualTo(["prefill", "decode"]));

    [Test]
    public void NgramsAreVerifiedAndCostNothingToDraft()
    {
        StepExample[] examples = Examples("ngram:3");
        Assert.That(examples.Select(e => e.Phase), Is.EqualTo(["prefill", "verify"]));
        Assert.That(examples[1].Shape, Does.EndWith("3 drafted for each"));
        Assert.That(examples[1].Breakdown.Total.Flops, Is.GreaterThan(2.5 * Examples(null)[1].Breakdown.Total.Flops), "four tokens a sequence, of fewer sequences");
    }

    [TestCase("eagle:1")]
    [TestCase("eagle:4")]
    [TestCase("draft:3:llama-3.2-1b")]
    public void VerifyingAndDraftingAreTheStep(string spec)
    {
        (ScenarioPlan plan, PointResult result) = Run(spec);
        StepExample[] examples = [.. StepExample.Of(plan, result.Report)];
        Assert.That(examples.Select(e => e.Phase), Is.EqualTo(["prefill", "draft", "verify", "draft"]));

        int drafts = plan.Engine!.Speculation!.DraftTokens, sequences = Math.Max(1, (int)Math.Round(result.Report!.MeanBatch));
        RooflinePredictor target = new(plan.Layout!), drafter = new(plan.Layout!.DraftLayout!);
        BatchShape shape = StepExample.Decode(
            target, sequences, (result.Report.PromptTokens / result.Report.Completed) + (result.Report.OutputTokens / result.Report.Completed / 2), drafts);
        long step = new SpeculativePredictor(target, drafter, drafts).Price(shape).Picoseconds;
        Assert.That(examples[2].Breakdown.Total.Picoseconds + examples[3].Breakdown.Total.Picoseconds, Is.EqualTo(step));
        Assert.That(examples[3].Breakdown.TotalSeconds * 1e12, Is.EqualTo(examples[3].Breakdown.Total.Picoseconds).Within(100));
        Assert.That(examples[3].Breakdown.Operators.Single(o => o.Name == "lm head").LaunchSeconds, Is.GreaterThan(0));
    }

    private static StepExample[] Examples(string? spec)
    {
        (ScenarioPlan plan, PointResult result) = Run(spec);
        return [.. StepExample.Of(plan, result.Report)];
    }

    private static (ScenarioPlan Plan, PointResult Result) Run(string? spec)
    {
        ScenarioPlan plan = A.Resolver().Plan(new Scenario
        {
            Model = "llama-3.1-8b",
            Gpu = "h100-sxm",
            Spec = spec,
            SpecAcceptance = spec is null ? null : "0.7",
            Requests = 20,
            Batch = 4,
        });
        return (plan, ScenarioRunner.Run(plan, default));
    }
}
