using InferenceSim.Experiments.Validation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Validation;

/// <summary>
/// Published measurements under permissive licences: the accuracy that is reached today may not fall. Limits are what was reached, plus a
/// small margin; whoever improves the model lowers them.
/// </summary>
[TestFixture]
public sealed class ScoreboardTests
{
    private static readonly Lazy<ValidationReport> s_report = new(() =>
        ValidationReport.Of(new ValidationRun(new MeasurementPlanner()).Play(MeasurementFile.Scoreboard())));

    [Test]
    public void EveryRowIsPlayed() =>
        Assert.That(s_report.Value.Rows.Where(r => r.Status != ValidationStatus.Ok).Select(r => $"{r.Measurement.Id}: {r.Status}, {r.Reason}"), Is.Empty);

    [Test]
    public void EveryRowNamesItsSourceAndAPermissiveLicence() =>
        Assert.That(
            s_report.Value.Rows.Select(r => r.Measurement).Where(m => m.Source.Length == 0 || !m.License.StartsWith("Apache-2.0", StringComparison.Ordinal)).Select(m => m.Id),
            Is.Empty);

    [TestCase("all", "all", "output_tok_s_total", 7.2, 18)]
    [TestCase("mode", "offline", "output_tok_s_total", 7, 18)]
    [TestCase("all", "all", "tpot_mean_ms", 9.4, 20.5)]
    [TestCase("mode", "closed loop", "ttft_mean_ms", 24.5, 64.5)]
    [TestCase("first token", "single request", "ttft_mean_ms", 14.6, 20)]
    [TestCase("first token", "open loop up to 0.8 of the sustained rate", "ttft_mean_ms", 8.6, 10.7)]
    public void AccuracyDoesNotFall(string table, string slice, string metric, double median, double p90)
    {
        Score score = s_report.Value.Scores.Single(s => s.Table == table && s.Slice == slice && s.Metric == metric);
        TestContext.Out.WriteLine(score);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(score.MedianErrorPercent, Is.LessThanOrEqualTo(median));
            Assert.That(score.P90ErrorPercent, Is.LessThanOrEqualTo(p90));
        }
    }

    [Test]
    public void TheCalibrationSetIsPlayedWholeAndNothingMeasuredIsCalledInfeasible()
    {
        using FileStream stream = File.OpenRead(SharedData.Require("measurements/calibration.csv"));
        ValidationReport report = ValidationReport.Of(new ValidationRun(new MeasurementPlanner()).Play(MeasurementFile.Read(stream, "calibration.csv")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Coverage, Is.GreaterThanOrEqualTo(0.99));
            Assert.That(report.Rows.Where(r => r.Status is ValidationStatus.Infeasible or ValidationStatus.Error).Select(r => $"{r.Measurement.Id}: {r.Reason}"), Is.Empty);
        }
    }
}
