using InferenceSim.Experiments;
using InferenceSim.Experiments.Answers;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Answers;

/// <summary>DeepSeek's published day, as shipped.</summary>
[TestFixture]
public sealed class FleetAnswerTests
{
    private FleetAnswer _answer = null!;

    [OneTimeSetUp]
    public void Answer() => _answer = FleetAnswer.Of(new ScenarioProbe(A.Resolver()), Day());

    [Test]
    public void PublishedRatesMakeThePublishedNodesCostAndMargin()
    {
        // 608e9 / 86,400 / 73,700 and 168e9 / 86,400 / 14,800; 8 x 24 x 2 USD a node; 266e9 x 0.55 + 342e9 x 0.14 + 168e9 x 2.19 a million.
        Assert.Multiple(() =>
        {
            Assert.That(Of("prefill nodes").AtPublishedRates, Is.EqualTo(95.482).Within(0.001));
            Assert.That(Of("decode nodes").AtPublishedRates, Is.EqualTo(131.381).Within(0.001));
            Assert.That(Of("nodes").AtPublishedRates, Is.EqualTo(226.75).Within(0.2));
            Assert.That(Of("cost").AtPublishedRates, Is.EqualTo(87_072).Within(50));
            Assert.That(Of("revenue").AtPublishedRates, Is.EqualTo(562_027).Within(100));
            Assert.That(Of("profit over cost").Published, Is.EqualTo(545.5).Within(0.1));
        });
    }

    [Test]
    public void SimulatedNodesServeExactlyTheDay()
    {
        const double Day = 86_400;
        Assert.Multiple(() =>
        {
            Assert.That(Of("prefill nodes").Simulated * Of("input of a prefill node, cached included").Simulated * Day, Is.EqualTo(608e9).Within(1));
            Assert.That(Of("decode nodes").Simulated * Of("output of a decode node").Simulated * Day, Is.EqualTo(168e9).Within(1));
            Assert.That(Of("cost").Simulated, Is.EqualTo(Of("nodes").Simulated * 8 * 24 * 2).Within(1e-6));
        });
    }

    [Test]
    public void TheSidesAreBusyAndCachedAsTheDayIs()
    {
        Assert.Multiple(() =>
        {
            Assert.That(_answer.Prefill.Report!.CacheHitFraction, Is.EqualTo(342.0 / 608).Within(0.005));
            Assert.That(_answer.Decode.Groups[1].Report.MeanBatch, Is.GreaterThan(0.9 * 12_672));
        });
    }

    [Test]
    public void NodesAreAsNearToTheirOwnersFiguresAsTheReadmeSays()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Of("input of a prefill node, cached included").DifferencePercent, Is.InRange(30, 50));
            Assert.That(Of("output of a decode node").DifferencePercent, Is.InRange(-20, 10));
        });
    }

    [Test]
    public void HidingWhatIsSentSavesNodes()
    {
        FleetAnswer plain = FleetAnswer.Of(new ScenarioProbe(A.Resolver()), Day() with { TwoBatchOverlap = false });
        double nodes = plain.Lines.Single(l => l.Item == "nodes").Simulated;
        Assert.That(nodes, Is.InRange(265, 295));
        Assert.That(Of("nodes").Simulated, Is.InRange(0.7 * nodes, 0.9 * nodes));
    }

    [Test]
    public void ADayWithoutPrefillAndDecodeIsRefused() => Assert.That(
        () => FleetAnswer.Of(new ScenarioProbe(A.Resolver()), Day() with { Groups = null }),
        Throws.TypeOf<UsageException>().With.Message.Contains("roles prefill and decode"));

    private FleetLine Of(string item) => _answer.Lines.Single(l => l.Item == item);

    private static Scenario Day()
    {
        string path = Path.Combine(Repository.Root, "workloads", "scenarios", "deepseek-day.json");
        using FileStream file = File.OpenRead(path);
        return ScenarioFile.Read(file, path);
    }
}
