using InferenceSim.Experiments;
using InferenceSim.Experiments.Drafting;

namespace InferenceSim.Tests.Experiments;

/// <summary>The acceptances that come with the library, and those that users write.</summary>
[TestFixture]
public sealed class AcceptanceTableTests
{
    [Test]
    public void ConditionalsGiveThePublishedLengthsBack()
    {
        foreach (MeasuredAcceptance measured in AcceptanceTable.Shipped)
        {
            Assert.That(measured.Conditional, Is.All.InRange(0, 1), measured.Name);
            double length = 1, all = 1;
            for (int i = 0; i < measured.Conditional.Count; i++)
            {
                length += all *= measured.Conditional[i];
                Assert.That(length, Is.EqualTo(measured.AcceptedLength[i]).Within(0.04), $"{measured.Name} with {i + 1} drafts");
            }

            Assert.That(length, Is.EqualTo(measured.AcceptedLength[^1]).Within(1e-9), measured.Name);
        }
    }

    [TestCase("mtp", "deepseek-r1", 1, "deepseek-v3-mtp")]
    [TestCase("mtp", "deepseek-r1", 2, "glm-5.2-mtp", Description = "the own measurement has one position only")]
    [TestCase("eagle", "kimi-k2", 3, "kimi-k2.5-eagle3")]
    [TestCase("eagle", "llama-3.1-8b", 8, "kimi-k2.5-eagle3")]
    public void TheNearestMeasurementStandsForAModel(string method, string model, int drafts, string name) =>
        Assert.That(AcceptanceTable.For(method, model, drafts)?.Name, Is.EqualTo(name));

    [Test]
    public void NobodyMeasuredNgrams() => Assert.That(AcceptanceTable.For("ngram", "llama-3.1-8b", 1), Is.Null);

    [Test]
    public void UsersWriteOneForAllOrOneForEach()
    {
        Assert.That(AcceptanceTable.Parse("0.8", 3), Is.EqualTo(new[] { 0.8, 0.8, 0.8 }));
        Assert.That(AcceptanceTable.Parse("0.8, 0.7,0.6", 2), Is.EqualTo(new[] { 0.8, 0.7, 0.6 }));
        Assert.That(() => AcceptanceTable.Parse("0.8,0.7", 3), Throws.TypeOf<UsageException>().With.Message.Contains("has 2 positions, --spec asks for 3"));
        Assert.That(() => AcceptanceTable.Parse("0.8,1.2", 2), Throws.TypeOf<UsageException>().With.Message.Contains("from 0 to 1"));
        Assert.That(() => AcceptanceTable.Parse("kimi-k2.5-eagle", 2), Throws.TypeOf<UsageException>().With.Message.Contains("kimi-k2.5-eagle3"));
    }
}
