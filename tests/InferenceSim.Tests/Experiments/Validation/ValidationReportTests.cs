using InferenceSim.Experiments.Validation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>Playing and scoring.</summary>
[TestFixture]
public sealed class ValidationReportTests
{
    private static readonly ValidationRun s_run = new(new MeasurementPlanner());

    [Test]
    public void EqualConfigurationsGetEqualPredictionsInTheOrderOfTheFile()
    {
        Measurement[] measurements = [.. Enumerable.Range(0, 8).Select(i => AMeasurement.ClosedLoop($"m-{i}") with { Load = 1 + (i % 2) })];
        IReadOnlyList<ValidationRow> rows = s_run.Play(measurements);

        Assert.That(rows.Select(r => r.Measurement.Id), Is.EqualTo(measurements.Select(m => m.Id)));
        Assert.That(rows[2].Result, Is.SameAs(rows[0].Result), "played once");
        Assert.That(Predicted(rows[1]), Is.GreaterThan(Predicted(rows[0])!.Value), "two users get more out of it than one");
        Assert.That(s_run.Play(measurements).Select(Predicted), Is.EqualTo(rows.Select(Predicted)), "the same again");
    }

    [Test]
    public void ReplicasMultiplyThroughputAndLeaveLatencies()
    {
        PlayResult one = s_run.Play([AMeasurement.ClosedLoop()])[0].Result!;
        PlayResult four = s_run.Play([AMeasurement.ClosedLoop() with { Load = 16, Dp = 4, Gpus = 4 }])[0].Result!;
        Assert.That(four.OutputTokensPerSecond, Is.EqualTo(4 * one.OutputTokensPerSecond).Within(1e-9).Percent);
        Assert.That(four.Report.Tpot.MeanMs, Is.EqualTo(one.Report.Tpot.MeanMs));
    }

    [Test]
    public void AGroupErrorIsTheMeanOfItsRowsAndSmallGroupsArePooledPerSource()
    {
        // Predictions are all p. Measured p/1.1, p/1.2 and p/0.7: errors +10, +20, -30, mean 20 and bias 0. The groups of one and two rows
        // of the same source, +50 and twice -50, are pooled: mean 50, bias -16.7.
        double p = Predicted(s_run.Play([AMeasurement.ClosedLoop()])[0])!.Value;
        Measurement[] measurements =
        [
            AMeasurement.ClosedLoop("a", p / 1.1), AMeasurement.ClosedLoop("b", p / 1.2), AMeasurement.ClosedLoop("c", p / 0.7),
            AMeasurement.ClosedLoop("d", p / 1.5) with { Engine = "vllm nightly" },
            AMeasurement.ClosedLoop("e", p / 0.5) with { Engine = "vllm fork" }, AMeasurement.ClosedLoop("f", p / 0.5) with { Engine = "vllm fork" },
            AMeasurement.ClosedLoop("g", 1) with { SuspectReason = "doubted: not counted" },
        ];
        IReadOnlyList<GroupError> groups = GroupError.Of("output_tok_s_total", s_run.Play(measurements).SelectMany(r => r.Predictions()));

        Assert.That(groups, Has.Count.EqualTo(2));
        GroupError pooled = groups.Single(g => g.Key == GroupKey.Pooled("a-source"));
        GroupError own = groups.Single(g => g != pooled);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(own.Rows, Is.EqualTo(3));
            Assert.That(own.ErrorPercent, Is.EqualTo(20).Within(1e-9));
            Assert.That(own.BiasPercent, Is.EqualTo(0).Within(1e-9));
            Assert.That(pooled.Rows, Is.EqualTo(3));
            Assert.That(pooled.ErrorPercent, Is.EqualTo(50).Within(1e-9));
            Assert.That(pooled.BiasPercent, Is.EqualTo(-50.0 / 3).Within(1e-9));
        }

        Score score = Score.Of("all", "all", "output_tok_s_total", s_run.Play(measurements).SelectMany(r => r.Predictions()))!;
        Assert.That(score.MedianErrorPercent, Is.EqualTo(35).Within(1e-9));
        Assert.That(score.P90ErrorPercent, Is.EqualTo(47).Within(1e-9), "between 20 and 50, R7");
    }

    [Test]
    public void CoverageIsPlayedOverComplete()
    {
        ValidationReport report = ValidationReport.Of(s_run.Play(
        [
            AMeasurement.ClosedLoop("a"),
            AMeasurement.ClosedLoop("b") with { OutputTokens = null },
            AMeasurement.ClosedLoop("c") with { Quality = "C" },
            AMeasurement.ClosedLoop("d") with { Model = "a-model" },
        ]));
        Assert.That(report.Coverage, Is.EqualTo(0.5), "a over a and d; b is incomplete, c excluded");
    }

    [Test]
    public void FirstTokensAreSortedByLoad()
    {
        Measurement open = AMeasurement.ClosedLoop() with { Mode = MeasuredMode.OpenLoop, Measured = new Dictionary<string, double> { ["req_s"] = 9 } };
        LoadClass loads = new([open with { Load = 2 }, open with { Load = 12 }]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loads.OfFirstToken(open with { Load = 7.2 }), Is.EqualTo("open loop up to 0.8 of the sustained rate"), "0.8 x the 9 that were completed");
            Assert.That(loads.OfFirstToken(open with { Load = 7.3 }), Is.EqualTo("open loop above 0.8 of the sustained rate"));
            Assert.That(loads.OfFirstToken(AMeasurement.ClosedLoop() with { Load = 1 }), Is.EqualTo("single request"));
            Assert.That(loads.OfFirstToken(AMeasurement.ClosedLoop()), Is.EqualTo("closed loop"));
        }
    }

    [Test]
    public void SteadyThroughputLeavesOutFillingAndDraining()
    {
        double whole = Throughput(ThroughputRule.WholeRun), steady = Throughput(ThroughputRule.Steady);
        Assert.That(steady, Is.GreaterThan(whole), "lengths vary, so the last users do not end together");
        Assert.That(steady, Is.EqualTo(whole).Within(15).Percent);
    }

    [Test]
    public void ThroughputIsRequestsTimesTheirTokens()
    {
        PlayResult result = s_run.Play([AMeasurement.ClosedLoop() with { Load = 32, SourceKey = "nim-genaiperf" }])[0].Result!;
        Assert.That(result.OutputTokensPerSecond, Is.EqualTo(32 * result.RequestsPerSecond).Within(1e-9).Percent);
        Assert.That(result.TotalTokensPerSecond, Is.EqualTo(160 * result.RequestsPerSecond).Within(1e-9).Percent);
    }

    private static double Throughput(ThroughputRule rule)
    {
        Protocol protocol = ProtocolTable.Shipped.Default with { Lengths = LengthLaw.UniformBelowNominal, Throughput = rule };
        MeasurementPlanner planner = new(new ProtocolTable(protocol, []), NameTable.Shipped, EngineTable.Shipped);
        return new ValidationRun(planner).Play([AMeasurement.ClosedLoop() with { Load = 32, OutputTokens = 200 }])[0].Result!.OutputTokensPerSecond;
    }

    private static double? Predicted(ValidationRow row) => row.Predictions().First(p => p.Metric == "output_tok_s_total").Predicted;
}
