using CsCheck;
using InferenceSim.Metrics;
using InferenceSim.Simulation;
using MathNet.Numerics.Statistics;

namespace InferenceSim.Tests.Metrics;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class LatencyRecorderTests
{
    [Test]
    public void PercentilesAreThoseOfASpreadsheet()
    {
        Gen.Long[0, 1_000_000_000_000].Array[1, 200].Sample(values =>
        {
            LatencyRecorder recorder = new();
            foreach (long value in values)
            {
                recorder.Add(new SimDuration(value));
            }

            LatencySummary summary = recorder.Summarize();
            double[] ms = [.. values.Select(v => v / 1e9)];
            Near(summary.P50Ms, ms.QuantileCustom(0.50, QuantileDefinition.R7));
            Near(summary.P99Ms, ms.QuantileCustom(0.99, QuantileDefinition.R7));
            Near(summary.MeanMs, ms.Mean());
            Near(summary.MaxMs, ms.Max());
        });
    }

    [Test]
    public void ARunEqualsItsTermsOneByOne()
    {
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 5_000], Gen.Long[1, 50], Gen.Long[1, 9]).Sample((first, step, terms, weight) =>
        {
            LatencyRecorder run = new();
            run.AddRun(first, step, terms, weight);
            LatencyRecorder single = new();
            for (long i = 0; i < terms * weight; i++)
            {
                single.Add(new SimDuration(first + (i / weight * step)));
            }

            return run.Summarize() == single.Summarize();
        });
    }

    [Test]
    public void MergedRecordersEqualOneThatSawEverything()
    {
        Gen.Select(Gen.Long[0, 5_000_000], Gen.Long[0, 3_000], Gen.Int[1, 400_000], Gen.Int[1, 3]).Array[1, 6].Sample(
            runs =>
            {
                LatencyRecorder one = new();
                LatencyRecorder merged = new();
                foreach ((long first, long step, int terms, int weight) in runs)
                {
                    LatencyRecorder part = new();
                    part.AddRun(first, step, terms, weight);
                    one.AddRun(first, step, terms, weight);
                    merged.Add(part);
                }

                return merged.Summarize() == one.Summarize() && merged.Count == one.Count && merged.Sum == one.Sum;
            },
            iter: 50);
    }

    [Test]
    public void ALeapTakesOnePlaceHoweverManyTokensItGives()
    {
        LatencyRecorder recorder = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            recorder.AddRun(5_000_000_000 + i, 20_000, terms: 900, weight: 1);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000 * 24 * 4), "900,000 gaps in 1,000 leaps");
        Assert.That(recorder.Summarize().P50Ms, Is.EqualTo((5_000_000_000 + (449.5 * 20_000) + 499.5) / 1e9).Within(1e-5));
    }

    [Test]
    public void BeyondTheExactLimitPercentilesKeepTheStatedError()
    {
        LatencyRecorder recorder = new();
        const long Terms = LatencyRecorder.ExactLimit + 500_000;
        recorder.AddRun(1_000_000, 977, Terms, 1);
        LatencySummary summary = recorder.Summarize();
        foreach ((double p, double? ms) in new[] { (0.5, summary.P50Ms), (0.9, summary.P90Ms), (0.99, summary.P99Ms) })
        {
            double exact = (1_000_000 + (977 * ((Terms - 1) * p))) / 1e9;
            Assert.That(ms, Is.EqualTo(exact).Within(LatencyHistogram.RelativeError * 100).Percent);
        }

        Assert.That(summary.MaxMs, Is.EqualTo((1_000_000 + (977 * (Terms - 1))) / 1e9));
    }

    [Test]
    public void BulkAndSingleEntriesFillTheSameBuckets()
    {
        LatencyHistogram bulk = new();
        LatencyHistogram single = new();
        bulk.AddRun(100, 37, 100_000, 3);
        for (long i = 0; i < 100_000; i++)
        {
            single.Add(100 + (37 * i), 3);
        }

        Assert.That(Enumerable.Range(0, bulk.Buckets).Select(b => bulk[b]), Is.EqualTo(Enumerable.Range(0, single.Buckets).Select(b => single[b])));
    }

    [Test]
    public void NothingHasNoMean() => Assert.That(new LatencyRecorder().Summarize(), Is.EqualTo(LatencySummary.Empty));

    private static void Near(double? actual, double expected)
    {
        if (Math.Abs(actual!.Value - expected) > 1e-9 * Math.Max(1, Math.Abs(expected)))
        {
            throw new InvalidOperationException($"{actual} instead of {expected}");
        }
    }
}
