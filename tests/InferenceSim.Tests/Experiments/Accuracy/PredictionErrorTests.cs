using System.Text;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Results;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments.Accuracy;

/// <summary>The error band of a run.</summary>
[TestFixture]
public sealed class PredictionErrorTests
{
    [TestCase("llama-3.1-70b", "h100-sxm", 4, PredictionEvidence.Calibrated)]
    [TestCase("llama-3-70b", "h100-sxm", 4, PredictionEvidence.Calibrated, Description = "the same architecture under an older name")]
    [TestCase("qwen2.5-7b", "h100-sxm", 1, PredictionEvidence.Transferred, Description = "never measured on it")]
    [TestCase("llama-3.1-70b", "gb200-nvl72", 1, PredictionEvidence.Transferred, Description = "a relative was timed")]
    [TestCase("llama-3.1-8b", "t4", 2, PredictionEvidence.Datasheet)]
    public void SaysWhatAPredictionRestsOn(string model, string gpu, int tp, PredictionEvidence expected)
    {
        PointResult result = Run(new Scenario { Model = model, Gpu = gpu, Tp = tp });

        Assert.That(result.Error!.Evidence, Is.EqualTo(expected), result.Reason);
        Assert.That(Text(result, "prediction_evidence"), Is.EqualTo(expected.ToString().ToLowerInvariant()));
    }

    [Test]
    public void CostFollowsTheErrorOfThroughput()
    {
        PointResult result = Run(new Scenario { Price = 3 });
        double cost = Number(result, "total_cost_usd_per_mtok"), error = Number(result, "throughput_error_pct") / 100;

        Assert.That(error, Is.GreaterThan(0.01));
        Assert.That(Number(result, "cost_high_usd_per_mtok"), Is.EqualTo(cost * (1 + error)).Within(1e-9));
        Assert.That(Number(result, "cost_low_usd_per_mtok"), Is.EqualTo(cost / (1 + error)).Within(1e-9));
        Assert.That(Number(result, "tpot_error_pct"), Is.GreaterThan(1));
    }

    [Test]
    public void WhereArrivalsDecideTheThroughputCostIsKnownUnlessStepsCouldFillMoreThanTheTime()
    {
        PointResult idle = Run(new Scenario { Rate = 0.2, Batch = 64, Price = 3 });
        PointResult busy = Run(new Scenario { Rate = 3, Batch = 256, Price = 3 });
        PointResult full = Run(new Scenario { Rate = 3, Batch = 5, Price = 3 });
        double cost = Number(idle, "total_cost_usd_per_mtok");

        Assert.That(idle.Report!.BusyFraction, Is.LessThan(0.6));
        Assert.That(Number(idle, "cost_low_usd_per_mtok"), Is.EqualTo(cost));
        Assert.That(Number(idle, "cost_high_usd_per_mtok"), Is.EqualTo(cost));
        Assert.That(busy.Report!.BusyFraction, Is.GreaterThan(0.9));
        Assert.That(busy.Error!.CostHigh, Is.EqualTo(1), "always busy with a few of 256 sequences: longer steps would only be fuller");
        Assert.That(full.Status, Is.EqualTo(PointStatus.Ok));
        Assert.That(full.Error!.CostLow, Is.EqualTo(1));
        Assert.That(full.Error.CostHigh, Is.GreaterThan(1).And.LessThanOrEqualTo(1 + (ErrorBandTable.Shipped.Bands.Max(b => b.ErrorPercent) / 100)));
    }

    [Test]
    public void StepTimesThatAUserGaveHaveNoBand()
    {
        PointResult result = ScenarioRunner.Run(A.Resolver().Plan(A.LinearScenario() with { Price = 3 }));

        Assert.That(result.Cost, Is.Not.Null);
        foreach (string column in (string[])["prediction_evidence", "tpot_error_pct", "throughput_error_pct", "cost_low_usd_per_mtok", "cost_high_usd_per_mtok"])
        {
            Assert.That(Value(result, column), Is.Null, column);
        }
    }

    [Test]
    public void AnAcceleratorFromAFileIsNotTheOneItWasCopiedFrom()
    {
        using Stream embedded = typeof(Scenario).Assembly.GetManifestResourceStream("InferenceSim.Hardware.data.accelerators.h100-sxm.json")!;
        using StreamReader reader = new(embedded, Encoding.UTF8);
        string faster = reader.ReadToEnd().Replace("3350000000000", "6700000000000", StringComparison.Ordinal);
        ScenarioPlan plan = A.Resolver(("mine.json", faster)).Plan(new Scenario { Model = "llama-3.1-8b", Gpu = "mine.json", Tp = 1, Requests = 20, Batch = 2 });

        Assert.That(ScenarioRunner.Run(plan).Error!.Evidence, Is.EqualTo(PredictionEvidence.Transferred));
    }

    private static PointResult Run(Scenario scenario) => ScenarioRunner.Run(A.Resolver().Plan(scenario with
    {
        Requests = 200,
        Batch = scenario.Batch ?? 4,
        InputTokens = "100",
        OutputTokens = "100",
    }));

    private static object? Value(PointResult result, string column) => ResultColumns.All.Single(c => c.Name == column).Value(result);

    private static double Number(PointResult result, string column) => (double)Value(result, column)!;

    private static string? Text(PointResult result, string column) => (string?)Value(result, column);
}
