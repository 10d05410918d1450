using InferenceSim.Experiments;
using NUnit.Framework;

namespace InferenceSim.Tests.Experiments;

/// <summary>How a run is judged.</summary>
public class ScenarioRunnerTests
{
    [Test]
    public void KeepingUpIsOk() =>
        Assert.That(Run(A.LinearScenario() with { Rate = 10, Requests = 500 }).Status, Is.EqualTo(PointStatus.Ok));

    [Test]
    public void FallingBehindIsSaturated()
    {
        // One sequence at a time, 5 steps of 1 ms each: 200 requests/s at most.
        PointResult result = Run(A.LinearScenario() with { Rate = 1_000, Requests = 1_000, Batch = 1 });

        Assert.That(result.Status, Is.EqualTo(PointStatus.Saturated));
        Assert.That(result.Reason, Does.Contain("batch limit 1"));
    }

    [Test]
    public void AClosedLoopIsNeverSaturated() =>
        Assert.That(Run(A.LinearScenario() with { Concurrency = 500, Requests = 1_000, Batch = 1 }).Status, Is.EqualTo(PointStatus.Ok));

    [TestCase(1.5, 1.1, PointStatus.Ok)]
    [TestCase(0.5, 1.1, PointStatus.MissesSlo)]
    [TestCase(1.5, 0.9, PointStatus.MissesSlo)]
    public void LatencyLimitsAreOnThe99thPercentile(double ttft, double tpot, PointStatus expected)
    {
        // One user: the prefill step takes 1 ms, every further token 1 ms.
        PointResult result = Run(A.LinearScenario() with { Batch = 1, SloTtftMs = ttft, SloTpotMs = tpot });

        Assert.That(result.Status, Is.EqualTo(expected));
    }

    [Test]
    public void ATimeLimitStopsARun() =>
        Assert.That(Run(A.LinearScenario() with { Rate = 10, MaxSimTime = 1 }).Status, Is.EqualTo(PointStatus.Stopped));

    [Test]
    public void ARunInWhichNobodyIsServedIsAnErrorWithTheArithmetic()
    {
        PointResult result = ScenarioRunner.Run(A.Resolver(("t.csv", "arrival_seconds,input_tokens,output_tokens\n0,5000,5\n"))
            .Plan(A.LinearScenario() with { Workload = "t.csv", InputTokens = null, OutputTokens = null, MaxModelLen = 1_000 }));

        Assert.That(result.Status, Is.EqualTo(PointStatus.Error));
        Assert.That(result.Reason, Does.Contain("5000").Or.Contain("5,000"));
    }

    [Test]
    public void LeapingAndSteppingGiveTheSameRow()
    {
        PointResult leap = Run(A.LinearScenario() with { Rate = 100, Requests = 300, OutputTokens = "lognormal:3:1" });
        PointResult step = Run(A.LinearScenario() with { Rate = 100, Requests = 300, OutputTokens = "lognormal:3:1", EngineMode = "step" });

        Assert.That(step.Report, Is.EqualTo(leap.Report));
    }

    private static PointResult Run(Scenario scenario) => ScenarioRunner.Run(A.Resolver().Plan(scenario));
}
