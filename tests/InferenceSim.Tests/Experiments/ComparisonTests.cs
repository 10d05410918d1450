using InferenceSim.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Which accelerator wins, and what is said about it.</summary>
public class ComparisonTests
{
    [Test]
    public void TheBestPointIsTheCheapestThatMeetsTheLimits()
    {
        Comparison comparison = Comparison.Of(
            [A.Point("a", 1, outputPerSecond: 10), A.Point("a", 2, outputPerSecond: 20), A.Point("a", 4, PointStatus.MissesSlo, outputPerSecond: 40)],
            ComparisonObjective.Cost);

        Assert.That(comparison.Entries.Single().Best.Inputs.Batch, Is.EqualTo(2));
        Assert.That(comparison.Entries.Single().Points, Has.Count.EqualTo(3));
    }

    [Test]
    public void WhereNothingMeetsTheLimitsItIsTheFastestAndMissesThem()
    {
        Comparison comparison = Comparison.Of(
            [A.Point("a", 1, PointStatus.MissesSlo, outputPerSecond: 10), A.Point("a", 2, PointStatus.MissesSlo, outputPerSecond: 30)],
            ComparisonObjective.Cost);

        Assert.That(comparison.Entries.Single().Best.Inputs.Batch, Is.EqualTo(2));
        Assert.That(comparison.Entries.Single().Best.Status, Is.EqualTo(PointStatus.MissesSlo));
        Assert.That(ComparisonAnswer.Sentences(comparison)[0], Does.StartWith("None of them meets"));
    }

    [Test]
    public void ContendersAreRankedAndThoseThatCannotRunComeLast()
    {
        Comparison comparison = Comparison.Of(
            [
                A.Point("too-small", 1, PointStatus.Infeasible),
                A.Point("slow", 1, PointStatus.MissesSlo),
                A.Point("dear", 1, price: 5),
                A.Point("cheap", 1, price: 2),
            ],
            ComparisonObjective.Cost);

        Assert.That(comparison.Entries.Select(e => e.Best.Inputs.Gpu), Is.EqualTo(["cheap", "dear", "slow", "too-small"]));
        IReadOnlyList<string> answer = ComparisonAnswer.Sentences(comparison);
        Assert.That(answer[0], Does.StartWith("Rent 1 x cheap: "));
        Assert.That(answer[1], Does.StartWith("2. 1 x dear: ").And.EndWith("2.50 times the cost of the first."));
        Assert.That(answer[2], Does.StartWith("1 x slow misses the limits"));
        Assert.That(answer[3], Does.StartWith("1 x too-small cannot be run"));
    }

    [TestCase(ComparisonObjective.Cost, "cheap")]
    [TestCase(ComparisonObjective.Throughput, "fast")]
    [TestCase(ComparisonObjective.Interactivity, "brisk")]
    public void TheObjectiveDecides(ComparisonObjective objective, string winner)
    {
        Comparison comparison = Comparison.Of(
            [
                A.Point("cheap", 1, price: 1, outputPerSecond: 10, tpotMs: 30),
                A.Point("fast", 1, price: 100, outputPerSecond: 50, tpotMs: 40),
                A.Point("brisk", 1, price: 50, outputPerSecond: 5, tpotMs: 5),
            ],
            objective);

        Assert.That(comparison.Entries[0].Best.Inputs.Gpu, Is.EqualTo(winner));
    }
}
