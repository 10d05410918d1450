using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Rates;
using InferenceSim.Workloads.Traces;
using MathNet.Numerics.Distributions;

namespace InferenceSim.Tests.Workloads.Rates;

/// <summary>Arrivals follow their profile: by counts, by the distribution of transformed gaps, and by the closed form of bursts.</summary>
public sealed class TimeChangeTests
{
    private const double Alpha = 1e-4;

    [Test]
    public void CountsOfWindowsFollowTheIntegral([Values("diurnal:1h", "sin:0.9:20m", "ramp:0.2:3:1h", "steps:1@0:5@10m:0.5@15m")] string text, [Values(1u, 2u, 3u)] uint seed)
    {
        const int windows = 60;
        const double rate = 4;
        List<double> times = Times(ArrivalSpec.Poisson(rate) with { Profile = RateNotation.Parse(text), DurationSeconds = 3600 }, seed);
        IRateProfile profile = RateNotation.Parse(text).Profile!;
        double chiSquare = 0;
        for (int w = 0; w < windows; w++)
        {
            double expected = rate * (profile.Integral((w + 1) * 60) - profile.Integral(w * 60));
            int observed = times.Count(t => t >= w * 60 && t < (w + 1) * 60);
            chiSquare += (observed - expected) * (observed - expected) / expected;
        }

        Assert.That(ChiSquared.CDF(windows, chiSquare), Is.InRange(Alpha, 1 - Alpha), $"chi-square {chiSquare} of {windows} windows");
    }

    [TestCase("diurnal:1h", 1.0)]
    [TestCase("sin:0.9:20m", 1.0)]
    [TestCase("steps:1@0:5@10m:0.5@15m", 2.5)]
    public void TransformedGapsHaveTheNominalDistribution(string text, double cv)
    {
        const double rate = 5;
        IRateProfile profile = RateNotation.Parse(text).Profile!;
        ArrivalSpec arrivals = cv == 1 ? ArrivalSpec.Poisson(rate) : ArrivalSpec.Gamma(rate, cv);
        List<double> times = Times(arrivals with { Profile = RateNotation.Parse(text), DurationSeconds = 3600 }, 7);
        double[] gaps = [.. times.Prepend(0).Zip(times, (a, b) => profile.Integral(b) - profile.Integral(a)).Order()];

        // Kolmogorov-Smirnov; the critical value is Stephens's of a given distribution.
        Gamma nominal = new(1 / (cv * cv), rate / (cv * cv));
        double distance = gaps.Select((g, i) => Math.Max((i + 1.0) / gaps.Length - nominal.CumulativeDistribution(g), nominal.CumulativeDistribution(g) - i / (double)gaps.Length)).Max();
        double critical = Math.Sqrt(-Math.Log(Alpha / 2) / 2) / (Math.Sqrt(gaps.Length) + 0.12 + 0.11 / Math.Sqrt(gaps.Length));
        Assert.That(distance, Is.LessThan(critical), $"{gaps.Length} gaps");
    }

    [TestCase("bursts:4:30s:5m")]
    [TestCase("bursts:11:30s:5m")] // all requests come in bursts
    public void BurstsKeepTheMeanAndHaveTheDispersionOfTheirClosedForm(string text)
    {
        const double rate = 2;
        const double span = 40 * 86_400.0;
        BurstSpec bursts = RateNotation.Parse(text).Bursts!;
        List<double> times = Times(ArrivalSpec.Poisson(rate) with { Profile = RateNotation.Parse(text), DurationSeconds = span }, 3);

        // Index of dispersion of a two-state MMPP in long windows (Fischer and Meier-Hellstern, "The MMPP cookbook", 1993).
        (double on, double off) = (1 / bursts.OnSeconds, 1 / bursts.OffSeconds);
        double difference = rate * (bursts.Factor - bursts.OffFactor);
        double dispersion = 1 + (2 * difference * difference * on * off / (Math.Pow(on + off, 3) * rate));
        double standardError = Math.Sqrt(rate * span * dispersion);
        Assert.That(times, Has.Count.EqualTo(rate * span).Within(4 * standardError));

        double window = 3600;
        double[] counts = new double[(int)(span / window)];
        times.ForEach(t => counts[(int)(t / window)]++);
        double mean = counts.Average();
        double measured = counts.Sum(c => (c - mean) * (c - mean)) / (counts.Length - 1) / mean;
        double correlation = 1 / (on + off) / window; // what a window of an hour lacks of an infinite one
        Assert.That(measured, Is.EqualTo(1 + ((dispersion - 1) * (1 - correlation))).Within(5 * dispersion * Math.Sqrt(2.0 / counts.Length)));
    }

    [Test]
    public void BurstsThatHoldEverythingLeaveTheTimeBetweenEmpty()
    {
        List<double> times = Times(ArrivalSpec.Poisson(2) with { Profile = RateNotation.Parse("bursts:11:30s:5m"), DurationSeconds = 86_400 }, 3);
        double[] gaps = [.. times.Zip(times.Skip(1), (a, b) => b - a)];

        // 22/s in bursts: only the gaps between bursts are longer than 3 s, and there are about 86,400 / 330 of them.
        Assert.That(gaps.Count(g => g > 3), Is.EqualTo(86_400 / 330).Within(70));
        Assert.That(gaps.Where(g => g > 3).Average(), Is.EqualTo(300).Within(80));
    }

    [Test]
    public void AProfileChangesTimesAndNothingElse()
    {
        List<Request> plain = A.Requests(A.Workload(requests: 300));
        List<Request> shaped = A.Requests(A.Workload(arrivals: ArrivalSpec.Poisson(2) with { Profile = RateNotation.Parse("sin:0.5:1m+bursts:3:5s:50s") }, requests: 300));
        Assert.That(shaped.Select(r => (r.Index, r.PromptTokens, r.OutputTokens)), Is.EqualTo(plain.Select(r => (r.Index, r.PromptTokens, r.OutputTokens))));
        Assert.That(shaped.Select(r => r.Arrival), Is.Not.EqualTo(plain.Select(r => r.Arrival)));
        Assert.That(shaped.Select(A.Words), Is.EqualTo(A.Requests(A.Workload(
            arrivals: ArrivalSpec.Poisson(2) with { Profile = RateNotation.Parse("sin:0.5:1m+bursts:3:5s:50s") }, requests: 300)).Select(A.Words)), "again the same");
    }

    [Test]
    public void AFactorOfTwoHalvesTheTimes()
    {
        List<double> plain = Times(ArrivalSpec.Poisson(2) with { DurationSeconds = 1000 }, 1);
        List<double> twice = Times(ArrivalSpec.Poisson(2) with { Profile = RateNotation.Parse("steps:2@0"), DurationSeconds = 500 }, 1);
        Assert.That(twice, Has.Count.EqualTo(plain.Count));
        Assert.That(twice.Zip(plain, (a, b) => Math.Abs(a - (b / 2))), Is.All.LessThan(1e-9));
    }

    [Test]
    public void ATraceIsStretchedAndEndsWithTheDuration()
    {
        TraceWorkload trace = A.Trace("arrival_seconds,input_tokens,output_tokens,after,think_seconds\n0,5,5,,\n10,6,5,,\n20,7,5,,\n,8,5,0,3\n60,9,5,,\n");
        IWorkload changed = new TimeChangedWorkload(trace, RateNotation.Parse("steps:1@0:2@10"), 30, seed: 1);
        Assert.That(
            A.Requests(changed).Select(r => (r.PromptTokens, r.Arrival.Seconds)),
            Is.EqualTo([(5, 0.0), (6, 10.0), (7, 15.0), (8, 3.0)])); // the row at 60 s would come at 35 s
    }

    [Test]
    public void AYearOfRequestsIsNotMadeBeforeItIsAskedFor()
    {
        ArrivalSpec arrivals = ArrivalSpec.Poisson(1_000_000) with { Profile = RateNotation.Parse("weekly"), DurationSeconds = 7 * 86_400.0 };
        GeneratedWorkload workload = GeneratedWorkload.Create("week", A.Spec(), arrivals, null, 1, 4096);
        IRequestSource source = workload.Start();
        Assert.That(Enumerable.Range(0, 100).All(_ => source.TryNext(out Request _)), Is.True);
        Assert.That(workload.RequestCount, Is.Null);
    }

    [Test]
    public void ArrivalsWithoutAnEndAreRefused() => Assert.That(
        () => GeneratedWorkload.Create("x", A.Spec(), ArrivalSpec.Poisson(1), null, 1, 4096),
        Throws.InstanceOf<InvalidConfigurationException>());

    private static List<double> Times(ArrivalSpec arrivals, ulong seed)
    {
        ArrivalClock clock = new(arrivals, seed);
        List<double> times = [];
        while (clock.TryNext(out SimTime arrival))
        {
            times.Add(arrival.Seconds);
        }

        return times;
    }
}
