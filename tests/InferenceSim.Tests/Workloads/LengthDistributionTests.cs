using CsCheck;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Tests.Workloads;

public sealed class LengthDistributionTests
{
    private const int Draws = 40_000;

    private static IEnumerable<TestCaseData> Distributions()
    {
        yield return new TestCaseData(new FixedLength(17)).SetArgDisplayNames("fixed");
        yield return new TestCaseData(new UniformLength(1000, 0.3, UniformRule.PlusMinus)).SetArgDisplayNames("uniform pm");
        yield return new TestCaseData(new UniformLength(1000, 0.8, UniformRule.From)).SetArgDisplayNames("uniform from");
        yield return new TestCaseData(LognormalLength.Of(5, 0.8)).SetArgDisplayNames("lognormal");
        yield return new TestCaseData(new LognormalLength([new(0.7, 4, 0.5), new(0.3, 7, 1.2)], 20, 3000)).SetArgDisplayNames("bounded mixture");
        yield return new TestCaseData(new QuantileLength([10, 20, 30, 1000])).SetArgDisplayNames("quantiles");
        yield return new TestCaseData(new CdfLength([[10, 0.25], [100, 0.5], [100, 0.6], [900, 1]])).SetArgDisplayNames("cdf");
        yield return new TestCaseData(new WeightedLength([[1, 3], [5, 1], [100, 0.5]])).SetArgDisplayNames("weighted");
    }

    [TestCaseSource(nameof(Distributions))]
    public void SampledMeanAgreesWithTheFormula(ILengthDistribution lengths)
    {
        double[] values = Sample(lengths, Draws);
        double mean = values.Average();
        double standardError = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Draws / Draws);
        Assert.That(mean, Is.EqualTo(lengths.Mean!.Value).Within(5 * standardError + 0.01)); // 0.01: rounding to whole tokens
    }

    [Test]
    public void UniformReachesBothEndsAndNothingBeyond()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Double[0, 1], Gen.Bool).Sample((tokens, ratio, plusMinus) =>
        {
            UniformLength lengths = new(tokens, ratio, plusMinus ? UniformRule.PlusMinus : UniformRule.From);
            double[] values = Sample(lengths, 3000);
            return values.Min() == lengths.Minimum && values.Max() == lengths.Maximum;
        }, iter: 50);
    }

    [TestCase(1000, 0.1, UniformRule.PlusMinus, 900, 1100, Description = "1000 x 1.1 is a little above 1100 in binary")]
    [TestCase(1024, 0.8, UniformRule.From, 819, 1024, Description = "InferenceX 1k")]
    [TestCase(1024, 0.0, UniformRule.From, 1, 1024, Description = "SGLang's default is 1 to L")]
    [TestCase(1024, 0.0, UniformRule.PlusMinus, 1024, 1024, Description = "vLLM's default is fixed")]
    public void UniformEndsFollowTheTwoConventions(int tokens, double ratio, UniformRule rule, int minimum, int maximum)
    {
        UniformLength lengths = new(tokens, ratio, rule);
        Assert.That((lengths.Minimum, lengths.Maximum), Is.EqualTo((minimum, maximum)));
    }

    [Test]
    public void QuantilesComeBackFromSamples()
    {
        double[] quantiles = [.. Enumerable.Range(0, 101).Select(i => Math.Round(100 * Math.Exp(i / 25.0)))];
        double[] values = Sample(new QuantileLength(quantiles), Draws);
        Array.Sort(values);
        foreach (int p in (int[])[10, 50, 90, 99])
        {
            // Within the quantiles a per cent away, which is more than 5 standard errors of the share.
            Assert.That(values[(int)(p / 100.0 * Draws)], Is.InRange(quantiles[p - 1], quantiles[p + 1]), $"p{p}");
        }
    }

    [Test]
    public void LogOfALognormalHasItsMeanAndDeviation()
    {
        double[] logs = [.. Sample(LognormalLength.Of(9, 0.7), Draws).Select(v => Math.Log(v))];
        double mean = logs.Average();
        double deviation = Math.Sqrt(logs.Average(l => (l - mean) * (l - mean)));
        Assert.That(mean, Is.EqualTo(9).Within(5 * 0.7 / Math.Sqrt(Draws)));
        Assert.That(deviation, Is.EqualTo(0.7).Within(5 * 0.7 / Math.Sqrt(2.0 * Draws)));
    }

    [TestCase("1024", 1024)]
    [TestCase("1000:pm:0.2", 1000)]
    [TestCase("1000:from:0.8", 900)]
    public void NotationIsRead(string text, double mean) => Assert.That(LengthNotation.Parse(text).Mean, Is.EqualTo(mean));

    [Test]
    public void NotationOfALognormalIsRead() => Assert.That(LengthNotation.Parse("lognormal:2:0").Sample(new RandomStream(1)), Is.EqualTo(7));

    [TestCase("")]
    [TestCase("0")]
    [TestCase("1024:to:2")]
    [TestCase("1024:pm:1.5")]
    [TestCase("99999999999")]
    public void BadNotationSaysWhatIsUnderstood(string text) =>
        Assert.That(() => LengthNotation.Parse(text), Throws.TypeOf<InvalidConfigurationException>().With.Message.Contains(LengthNotation.Forms));

    private static double[] Sample(ILengthDistribution lengths, int count)
    {
        RandomStream random = new(0);
        ulong key = RandomStream.PurposeKey(11, "prompt-lengths");
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            random.Reseed(key, i);
            values[i] = lengths.Sample(random);
        }

        return values;
    }
}
