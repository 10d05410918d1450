using InferenceSim.Experiments.Validation;
using InferenceSim.Simulation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>Reading the measurement format.</summary>
[TestFixture]
public sealed class MeasurementFileTests
{
    private const string Line = "x-1,src,A,vllm,0.15.1,llama-3-8b,bf16,,H100-SXM5-80GB,2,2,1,1,,closed-loop concurrency,16,1024.0,128,512.5,,7.25,";

    [Test]
    public void ReadsWhatIsPublishedAndLeavesTheRestEmpty()
    {
        Measurement m = AMeasurement.Read(Line).Single();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(m.Id, Is.EqualTo("x-1"));
            Assert.That(m.Tp, Is.EqualTo(2));
            Assert.That(m.Ep, Is.Null);
            Assert.That(m.KvPrecision, Is.Empty);
            Assert.That(m.Mode, Is.EqualTo(MeasuredMode.ClosedLoop));
            Assert.That(m.Load, Is.EqualTo(16));
            Assert.That(m.InputTokens, Is.EqualTo(1024));
            Assert.That(m.Measured, Is.EquivalentTo(new Dictionary<string, double> { ["output_tok_s_total"] = 512.5, ["tpot_mean_ms"] = 7.25 }));
            Assert.That(m.Missing(), Is.Null);
        }
    }

    [Test]
    public void AllAtOnceIsAnInfiniteLoad() =>
        Assert.That(AMeasurement.Read(Line.Replace("closed-loop concurrency,16", "offline,inf")).Single().Load, Is.EqualTo(double.PositiveInfinity));

    [TestCase("1024.0", "long", "m.csv:2:91: value 'long': expected a number above 0, or nothing")]
    [TestCase("closed-loop concurrency", "sometimes", "m.csv:2:64: value 'sometimes': expected offline, closed-loop concurrency or open-loop rate")]
    [TestCase(",2,2,1,", ",2,1.5,1,", "m.csv:2:57: value '1.5': expected a whole number of at least 1, or nothing")]
    [TestCase("512.5", "-1", "m.csv:2:102: value '-1': expected a number above 0, or nothing")]
    public void TellsLineAndColumnOfACellThatCannotBeRead(string good, string bad, string message) =>
        Assert.That(() => AMeasurement.Read(Line.Replace(good, bad)), Throws.TypeOf<InvalidConfigurationException>().With.Message.EqualTo(message));

    [Test]
    public void RefusesAnIdTwice() =>
        Assert.That(() => AMeasurement.Read(Line, Line), Throws.TypeOf<InvalidConfigurationException>().With.Message.StartsWith("m.csv:3:1: value 'x-1'"));

    [Test]
    public void NamesAColumnThatIsMissing() =>
        Assert.That(
            () => AMeasurement.ReadText("id,engine,models,gpu,mode\na,b,c,d,offline\n"),
            Throws.TypeOf<InvalidConfigurationException>().With.Message.EqualTo("m.csv:1:1: there is no column 'model': did you mean 'models' or 'mode'?"));

    [Test]
    public void NamesWhatIsMissingOfLengthsLoadAndLayout() =>
        Assert.That(
            AMeasurement.Read("x,src,A,vllm,,m,bf16,,g,,,,,,offline,,,128,,,,").Single().Missing(),
            Is.EqualTo("not published: isl, concurrency_or_rate, layout (num_gpus, tp)"));
}
