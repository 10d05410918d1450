using CsCheck;
using InferenceSim.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>Lists and ranges on the command line.</summary>
public class ValueListTests
{
    private static readonly ScenarioField s_batch = ScenarioFields.Find("batch");
    private static readonly ScenarioField s_rate = ScenarioFields.Find("rate");
    private static readonly ScenarioField s_gpu = ScenarioFields.Find("gpu");

    [TestCase("1,2,8", "1,2,8")]
    [TestCase("1..4", "1,2,3,4")]
    [TestCase("1,2,4..32", "1,2,4,8,16,32")]
    [TestCase("1,2,4..40", "1,2,4,8,16,32", Description = "the end belongs to it only if it is met")]
    [TestCase("3,6,12..48", "3,6,12,24,48")]
    [TestCase("10,20,30..60", "10,20,30,40,50,60")]
    [TestCase("1,2..4", "1,2,3,4", Description = "one number before it says nothing about how it goes on")]
    [TestCase("8..8", "8")]
    [TestCase("1,1,2..3", "1,2,3", Description = "each value once")]
    [TestCase(" 1 , 2 ", "1,2")]
    public void OfWholeNumbers(string text, string expected) =>
        Assert.That(string.Join(',', ValueList.Parse(text, s_batch)), Is.EqualTo(expected));

    [TestCase("0.5..2:0.5", "0.5,1,1.5,2")]
    [TestCase("0.1..0.4:0.1", "0.1,0.2,0.3,0.4", Description = "decimal steps do not drift")]
    [TestCase("1e1,2e1", "1e1,2e1")]
    public void OfNumbers(string text, string expected) =>
        Assert.That(string.Join(',', ValueList.Parse(text, s_rate)), Is.EqualTo(expected));

    [Test]
    public void OfNamesAndPathsTakesDotsAsTheyAre() =>
        Assert.That(ValueList.Parse("h100-sxm,../my-gpu.json", s_gpu), Is.EqualTo(["h100-sxm", "../my-gpu.json"]));

    [TestCase("")]
    [TestCase("1,,2")]
    [TestCase("1..")]
    [TestCase("1..x")]
    [TestCase("4..1")]
    [TestCase("1..4:0")]
    [TestCase("1..4:-1")]
    [TestCase("0")]
    [TestCase("1.5")]
    [TestCase("1..1000000")]
    public void ThatCannotBeReadIsAMistakeThatNamesTheFlag(string text) =>
        Assert.That(() => ValueList.Parse(text, s_batch), Throws.TypeOf<UsageException>().With.Message.Contains("--batch"));

    [Test]
    public void ARangeByOneHasEveryNumberBetweenItsEnds() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 500]).Sample((start, length) =>
        {
            IReadOnlyList<string> values = ValueList.Parse($"{start}..{start + length}", s_batch);
            Assert.That(values.Select(int.Parse), Is.EqualTo(Enumerable.Range(start, length + 1)));
        });
}
