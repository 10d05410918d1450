using InferenceSim.Simulation;
using InferenceSim.Workloads.Rates;
using MathNet.Numerics.Integration;

namespace InferenceSim.Tests.Workloads.Rates;

public sealed class RateProfileTests
{
    private static readonly string[] s_profiles =
        [.. RateCatalog.Names, "diurnal:1h", "sin:0.8:1h", "sin:1:60", "ramp:0.5:2:20m", "ramp:3:0.1:1h", "steps:1@0:0@10m:4@11m:1@20m", "steps:0@0:2@5m"];

    [TestCaseSource(nameof(s_profiles))]
    public void TheIntegralIsThatOfTheFactor(string text)
    {
        IRateProfile profile = RateNotation.Parse(text).Profile!;
        double sum = 0;
        double step = 60; // every jump of the profiles above lies on a whole minute (the hourly steps of a day in an hour on 150 s)
        step = text == "diurnal:1h" ? 150 : step;
        for (double t = 0; t < 3 * 3600; t += step)
        {
            Assert.That(profile.Integral(t), Is.EqualTo(sum).Within(1e-8 * (1 + sum)), $"at {t} s");
            sum += GaussLegendreRule.Integrate(profile.At, t, t + step, 20);
        }
    }

    [TestCaseSource(nameof(s_profiles))]
    public void TimeOfInvertsTheIntegral(string text)
    {
        IRateProfile profile = RateNotation.Parse(text).Profile!;
        RandomStream random = RandomStream.For(1, text);
        for (int i = 0; i < 2000; i++)
        {
            double integral = random.NextUniform() * (i % 2 == 0 ? 1e4 : 5e6);
            double seconds = profile.TimeOf(integral);
            Assert.That(profile.Integral(seconds), Is.EqualTo(integral).Within(1e-11 * (1 + integral) + 1e-9));
        }
    }

    [TestCaseSource(nameof(MeasuredShapes))]
    public void MeasuredShapesHaveTheirMeanAndRepeat(NamedRate named)
    {
        IRateProfile profile = named.Profile(null);
        Assert.That(profile.Integral(named.PeriodSeconds), Is.EqualTo(named.PeriodSeconds).Within(1e-6));
        Assert.That(profile.At(named.PeriodSeconds * 3.4), Is.EqualTo(profile.At(named.PeriodSeconds * 0.4)));
        Assert.That(named.Factors.Average(), Is.EqualTo(1).Within(0.003), "as rounded in the file");
    }

    private static IReadOnlyList<NamedRate> MeasuredShapes => RateCatalog.All;

    [Test]
    public void TheHelpTextNamesTheProfilesThatThereAre() =>
        Assert.That(RateNotation.Forms, Does.StartWith(string.Join(", ", RateCatalog.Names) + " "));

    [Test]
    public void ARateThatEndsNeverReachesMore()
    {
        IRateProfile profile = RateNotation.Parse("steps:2@0:0@10").Profile!;
        Assert.That(profile.TimeOf(19.5), Is.EqualTo(9.75));
        Assert.That(profile.TimeOf(20.5), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void ACsvHoldsEachRowUntilTheNextAndRepeatsIfAsked()
    {
        IRateProfile once = Table("seconds,factor\n0,1\n10,3\n", null).Profile;
        IRateProfile repeated = Table("seconds,factor\n0,1\n10,3\n", 20).Profile;
        Assert.That((once.At(5), once.At(15), once.At(25)), Is.EqualTo((1.0, 3.0, 3.0)));
        Assert.That((repeated.At(5), repeated.At(15), repeated.At(25)), Is.EqualTo((1.0, 3.0, 1.0)));
        Assert.That(Table("seconds,requests_per_second\n0,5\n", null).IsAbsolute, Is.True);
    }

    [TestCase("seconds,factor\n5,1\n", "begins at time 0")]
    [TestCase("seconds,factor\n0,1\n0,2\n", "must rise")]
    [TestCase("seconds,factor\n0,-1\n", "p.csv:2:3: value '-1'")]
    [TestCase("seconds,factor\n0,0\n", "0 throughout")]
    [TestCase("seconds,speed\n0,1\n", "seconds and factor")]
    public void WrongTablesAreRefused(string csv, string message) =>
        Assert.That(() => Table(csv, null), Throws.InstanceOf<InvalidConfigurationException>().With.Message.Contains(message));

    [TestCase("diurnl", "diurnal")]
    [TestCase("sin:2:1h", "at most 1")]
    [TestCase("ramp:1:2", "expected")]
    [TestCase("steps:1@0:2@5:3@4", "must rise")]
    [TestCase("bursts:4:30s", "FACTOR:ON:OFF")]
    [TestCase("bursts:20:30s:1m", "at most 3")]
    [TestCase("diurnal+weekly", "only one profile")]
    [TestCase("diurnal:x", "no length of time")]
    [TestCase("a.csv", "cannot be named here")]
    public void WrongNotationIsExplained(string text, string message) =>
        Assert.That(() => RateNotation.Parse(text), Throws.InstanceOf<InvalidConfigurationException>().With.Message.Contains(message));

    private static RateTable Table(string csv, double? period) => RateTable.Read(Tests.Workloads.A.Text(csv), "p.csv", period);
}
