using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Tests.Experiments.Validation;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Calibration;

/// <summary>The fit of host terms, on measurements that the simulator made itself with terms that are known.</summary>
[TestFixture]
public sealed class HostCalibrationTests
{
    private static readonly MeasurementPlanner s_planner = new();

    [Test]
    public void AFitFindsTheTermsThatMadeTheMeasurements()
    {
        HostOverhead made = HostCatalog.Find(HostCatalog.DefaultName) with
        {
            StepSeconds = 1.2e-3,
            PerSequenceSeconds = 1.5e-5,
            GemmLaunchSeconds = 6e-6,
            FrontEndSeconds = 0.02,
        };
        IReadOnlyList<Measurement> measurements = Made(made);
        HostOverhead fitted = new HostCalibration(measurements, s_planner).Fit(6).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fitted.Name, Is.EqualTo(HostCatalog.DefaultName));
            Assert.That(fitted.Fit!.MeanErrorAfter, Is.LessThan(0.004), "of what the fit sees");
            Assert.That(fitted.StepSeconds, Is.EqualTo(made.StepSeconds).Within(15).Percent);
            Assert.That(fitted.PerSequenceSeconds, Is.EqualTo(made.PerSequenceSeconds).Within(25).Percent);
            Assert.That(fitted.GemmLaunchSeconds, Is.EqualTo(made.GemmLaunchSeconds).Within(15).Percent);
            Assert.That(fitted.FrontEndSeconds, Is.EqualTo(made.FrontEndSeconds).Within(5).Percent);
        }
    }

    [Test]
    public void AFitReproducesItself()
    {
        IReadOnlyList<Measurement> measurements = Made(HostCatalog.Find(HostCatalog.DefaultName));
        HostOverhead[] twice = [.. Enumerable.Range(0, 2).Select(_ => new HostCalibration(measurements, s_planner).Fit(2).Single() with { Fit = null })];
        Assert.That(twice[0], Is.EqualTo(twice[1]));
    }

    [Test]
    public void AGenerationOfASingleGroupKeepsItsTermsIfAskedTo()
    {
        IReadOnlyList<Measurement> both = Made(HostCatalog.Find(HostCatalog.DefaultName));
        Measurement[] one = [.. both.Where(m => m.Gpu.StartsWith("H100", StringComparison.Ordinal))];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new HostCalibration(both, s_planner).Fit(1, fewestGroups: 2), Has.Count.EqualTo(1));
            Assert.That(new HostCalibration(one, s_planner).Fit(1, fewestGroups: 2), Is.Empty);
            Assert.That(new HostCalibration(one, s_planner).Fit(1), Has.Count.EqualTo(1), "a user's own server is one group");
        }
    }

    // What was made for one accelerator by terms of its own is predicted without them when that accelerator, or that model on it, is left out.
    [TestCase(LeftOut.Gpu)]
    [TestCase(LeftOut.ModelOnGpu)]
    public void WhatIsLeftOutIsPredictedWithTermsOfTheOthers(LeftOut leftOut)
    {
        HostOverhead shipped = HostCatalog.Find(HostCatalog.DefaultName);
        IReadOnlyList<Measurement> measurements =
        [
            .. Made(shipped with { StepSeconds = 4e-3 }).Where(m => m.Gpu.StartsWith("H100", StringComparison.Ordinal)),
            .. Made(shipped with { StepSeconds = 2e-4 }).Where(m => !m.Gpu.StartsWith("H100", StringComparison.Ordinal)),
        ];
        ValidationReport report = HostCrossValidation.Run(measurements, s_planner, leftOut, 2, 4);
        Prediction[] tpot = [.. report.Rows.SelectMany(r => r.Predictions()).Where(p => p.Metric == "tpot_mean_ms")];
        Assert.That(tpot, Has.Length.EqualTo(measurements.Count));
        Assert.That(report.Rows.Where(r => r.Measurement.Gpu.StartsWith("H100", StringComparison.Ordinal)).SelectMany(Tpot), Is.All.LessThan(-8), "too fast");
        Assert.That(report.Rows.Where(r => !r.Measurement.Gpu.StartsWith("H100", StringComparison.Ordinal)).SelectMany(Tpot), Is.All.GreaterThan(8), "too slow");

        static IEnumerable<double> Tpot(ValidationRow row) =>
            row.Predictions().Where(p => p.Metric == "tpot_mean_ms").Select(p => p.ErrorPercent!.Value);
    }

    /// <summary>Rows of two accelerators and numbers of layers, measured by playing them with <paramref name="host"/>.</summary>
    private static IReadOnlyList<Measurement> Made(HostOverhead host)
    {
        Measurement[] asked =
        [
            .. new[] { 1, 4, 16, 64 }.SelectMany(users => new[]
            {
                AMeasurement.ClosedLoop($"h-{users}") with { Load = users },
                AMeasurement.ClosedLoop($"a-{users}") with { Load = users, Gpu = "A100-SXM4-80GB", Model = "llama-3-70b", Tp = 8, Gpus = 8 },
            }),
        ];
        Dictionary<string, HostOverhead> hosts = new(StringComparer.Ordinal) { [host.Name] = host };
        return [.. asked.Select(m =>
        {
            PlayResult result = MeasurementPlayer.Play(HostCalibration.With(s_planner.Plan(m), hosts).Spec!);
            return m with
            {
                Measured = new Dictionary<string, double>(StringComparer.Ordinal)
                {
                    ["output_tok_s_total"] = result.OutputTokensPerSecond,
                    ["ttft_mean_ms"] = result.Report.Ttft.MeanMs!.Value,
                    ["tpot_mean_ms"] = result.Report.Tpot.MeanMs!.Value,
                },
            };
        })];
    }
}
