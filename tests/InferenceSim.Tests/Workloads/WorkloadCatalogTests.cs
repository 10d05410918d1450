using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Analysis;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Workloads;

public sealed class WorkloadCatalogTests
{
    [Test]
    public void HasTheReadyWorkloads() =>
        Assert.That(WorkloadCatalog.Names, Is.SupersetOf(
            new[] { "chat", "code-completion", "coding-agent", "rag", "reasoning", "summarization", "fixed-1k-1k" }));

    [TestCaseSource(typeof(WorkloadCatalog), nameof(WorkloadCatalog.Names))]
    public void EachCanBeFoundAndPlayed(string name)
    {
        WorkloadSpec spec = WorkloadCatalog.Find(name.ToUpperInvariant());
        List<Request> requests = A.Requests(A.Workload(spec, requests: 200, maxModelLength: 200_000));
        Assert.That(requests, Has.Count.EqualTo(200));
        Assert.That((spec.Source, spec.Description), Is.Not.EqualTo(("", "")));
    }

    [TestCaseSource(typeof(WorkloadCatalog), nameof(WorkloadCatalog.Names))]
    public void SamplesHaveThePublishedFigures(string name)
    {
        WorkloadSpec spec = WorkloadCatalog.Find(name);
        if (spec.Published is not PublishedFigures published)
        {
            Assert.That(spec.PromptTokens.Mean, Is.Not.Null); // synthetic shapes: nothing was measured
            return;
        }

        using (Assert.EnterMultipleScope())
        {
            Compare(published.Prompt, spec.PromptTokens, published.Tolerance, "prompt");
            Compare(published.Output, spec.OutputTokens, published.Tolerance, "output");
            Compare(published.NewTokens, spec.Sessions?.NewTokens, published.Tolerance, "new tokens");
        }
    }

    [Test]
    public void AnUnknownNameGivesTheNearest() =>
        Assert.That(() => WorkloadCatalog.Find("caht"), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains("'chat'"));

    private static void Compare(LengthFigures? published, ILengthDistribution? lengths, double tolerance, string what)
    {
        if (published is null)
        {
            return;
        }

        RandomStream random = RandomStream.For(1, what);
        LengthSummary sampled = LengthSummary.Of([.. Enumerable.Range(0, 200_000).Select(_ => (double)lengths!.Sample(random))]);
        Assert.That(sampled.Mean, Is.EqualTo(published.Mean).Within(tolerance * published.Mean), $"{what} mean");
        Assert.That(sampled.P50, Is.EqualTo(published.P50).Within(Math.Max(0.5, tolerance * published.P50)), $"{what} p50");
        Assert.That(sampled.P90, Is.EqualTo(published.P90).Within(Math.Max(0.5, tolerance * published.P90)), $"{what} p90");
        Assert.That(sampled.P99, Is.EqualTo(published.P99).Within(Math.Max(0.5, tolerance * published.P99)), $"{what} p99");
    }
}
