using System.Text;
using InferenceSim.Experiments;

namespace InferenceSim.Tests.Experiments;

/// <summary>Fleets as scenario files ask for them.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class FleetScenarioTests
{
    private const string Linear =
        "\"predictor\": { \"kind\": \"linear\", \"base_ps\": 5000000000, \"per_token_ps\": 20000000 }, \"kv_blocks\": 2000, \"workload\": \"chat\", \"price\": 3.6, ";

    [Test]
    public void HoursAreCountedByHowAcceleratorsAreBought()
    {
        PointResult result = Run(
            Linear + "\"rate\": 5, \"requests\": 200, \"groups\": ["
            + "{ \"name\": \"a\", \"replicas\": 2, \"tp\": 2, \"purchase\": \"reserved\" }, { \"name\": \"b\", \"purchase\": \"spot\", \"price\": 1.8 }]");
        double hours = result.Report!.Duration.Seconds / 3600;
        Assert.That(result.Groups.Select(g => (g.Plan.Purchase, g.GpuHours)), Is.EqualTo(new[] { ("reserved", 4 * hours), ("spot", hours) }).Within(1e-12));
        Assert.That(result.Cost!.TotalUsd, Is.EqualTo((4 * hours * 3.6) + (hours * 1.8)).Within(1e-9));
        Assert.That(result.Inputs.Gpus, Is.EqualTo(5));
    }

    [Test]
    public void AReplicaThatScalesToZeroIsPaidForWhileItIsThere()
    {
        PointResult result = Run(
            Linear + "\"arrivals\": \"constant\", \"rate\": 0.001, \"requests\": 5, \"autoscale\": { \"signal\": \"concurrency\", \"min\": 0, \"max\": 2, "
            + "\"interval_seconds\": 10, \"startup_seconds\": 20, \"cooldown_seconds\": 100 }");

        // Each request finds the group gone, waits for 20 s, and the group goes again at a look about 100 s after it ended.
        Assert.That(result.Report!.Completed, Is.EqualTo(5));
        Assert.That(result.Report.Ttft.P50Ms, Is.InRange(20_000, 21_000));
        Assert.That(result.Report.MeanReplicas, Is.InRange(0.1, 0.2));
    }

    [Test]
    public void EveryRequestOfAFailedReplicaBeginsAgainOrIsLost([Values(0, 3)] int retries)
    {
        PointResult result = Run(
            Linear + "\"rate\": 50, \"requests\": 500, \"replicas\": 2, \"router\": \"least-requests\", "
            + $"\"failures\": {{ \"retries\": {retries}, \"outages\": [{{ \"replica\": 1, \"start_seconds\": 5, \"seconds\": 2 }}] }}");
        Assert.That(result.Report!.Completed + result.Report.Lost, Is.EqualTo(500));
        Assert.That(retries == 0 ? result.Report.Lost : result.Report.Retried, Is.GreaterThan(0));
        Assert.That(retries == 0 ? result.Report.Retried : result.Report.Lost, Is.Zero);
    }

    [Test]
    public void ArrivalsBeyondTheLimitAreTurnedAway()
    {
        PointResult result = Run(Linear + "\"rate\": 200, \"requests\": 300, \"max_outstanding\": 20");
        Assert.That(result.Report!.Rejected, Is.GreaterThan(0));
        Assert.That(result.Report.FirstRejection, Does.Contain("20 requests are in the system, of 20 allowed"));
        Assert.That(result.Report.Completed + result.Report.Rejected, Is.EqualTo(300));
    }

    [TestCase("\"groups\": [{ \"role\": \"prefill\" }]", "none for decode")]
    [TestCase("\"pools\": \"1p1d\", \"replicas\": 2", "give one of them")]
    [TestCase("\"pools\": \"1p1d\", \"policy\": \"static\"", "built for --policy vllm, trtllm, trtllm-max-utilization, sglang, not static")]
    [TestCase("\"autoscale\": { \"max\": 2 }", "a signal or a schedule")]
    [TestCase("\"autoscale\": { \"max\": 2, \"signal\": \"utilisation\" }", "did you mean 'utilization'")]
    [TestCase("\"failures\": { \"outages\": [{ \"replica\": 3, \"start_seconds\": 1, \"seconds\": 1 }] }", "replicas 0 to 0")]
    public void ContradictionsAreRefused(string json, string told) =>
        Assert.That(() => Run(Linear + "\"rate\": 1, " + json), Throws.TypeOf<UsageException>().With.Message.Contains(told));

    private static PointResult Run(string fields)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes("{" + fields + "}"));
        return ScenarioRunner.Run(A.Resolver().Plan(ScenarioFile.Read(stream, "s.json")));
    }
}
