using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Experiments;

/// <summary>Replications: seeds of their own, means, intervals that hold what they promise.</summary>
public class ReplicationTests
{
    [Test]
    public void TheIntervalIsThatOfAHandCalculation()
    {
        // Mean 12; deviations -2, 0, 1, 1 squared sum to 6, so s^2 = 6/3 = 2; t(3 degrees of freedom, 97.5%) = 3.1824463 (any table):
        // 3.1824463 x sqrt(2 / 4) = 2.2503294.
        ReplicationInterval interval = ReplicationInterval.Of([10, 12, 13, 13]);

        Assert.That(interval.Mean, Is.EqualTo(12));
        Assert.That(interval.HalfWidth95, Is.EqualTo(2.2503294).Within(1e-6));
    }

    [Test]
    public void ReplicationsWithoutTheFigureDoNotCount()
    {
        Assert.That(ReplicationInterval.Of([null, 4, null, 6]), Is.EqualTo(ReplicationInterval.Of([4, 6])));
        Assert.That(ReplicationInterval.Of([null, 4]), Is.EqualTo(new ReplicationInterval(4, null)));
        Assert.That(ReplicationInterval.Of([null, null]), Is.EqualTo(default(ReplicationInterval)));
    }

    [Test]
    public void TheFirstIsTheRunWithoutReplicationsAndTheOthersDiffer()
    {
        PointResult single = Run(Queue(0.5, seed: 7) with { Replications = null });
        PointResult row = Run(Queue(0.5, seed: 7) with { Replications = 4 });

        Assert.That(row.Replications, Has.Count.EqualTo(4));
        Assert.That(row.Replications[0].Report, Is.EqualTo(single.Report));
        Assert.That(row.Replications.Select(r => r.Report!.Queue.MeanMs), Is.Unique);
        Assert.That(Cell(row, "replications"), Is.EqualTo(4));
        Assert.That(Cell(single, "queue_mean_ms_ci95"), Is.Null);
    }

    [Test]
    public void ARowHasTheMeansAndHalfWidthsOfItsReplications()
    {
        PointResult row = Run(Queue(0.5, seed: 3) with { Replications = 5 });
        double[] waits = [.. row.Replications.Select(r => r.Report!.Queue.MeanMs!.Value)];
        double mean = waits.Sum() / 5;
        double variance = waits.Sum(w => (w - mean) * (w - mean)) / 4;

        Assert.That(Cell(row, "queue_mean_ms"), Is.EqualTo(mean).Within(1e-9).Percent);
        // t(4 degrees of freedom, 97.5%) = 2.7764451
        Assert.That(Cell(row, "queue_mean_ms_ci95"), Is.EqualTo(2.7764451 * Math.Sqrt(variance / 5)).Within(1e-5).Percent);
        Assert.That(Cell(row, "status"), Is.EqualTo("ok"));
        Assert.That(Cell(row, "seed"), Is.EqualTo(3));
    }

    [Test]
    public void TheWorstReplicationDecidesButLatencyLimitsAreJudgedByMeans()
    {
        PointResult row = Run(Queue(0.5, seed: 3) with { Replications = 5 });
        double[] p99 = [.. row.Replications.Select(r => r.Report!.Ttft.P99Ms!.Value)];
        Scenario between = Queue(0.5, seed: 3) with { Replications = 5, SloTtftMs = (p99.Average() + p99.Max()) / 2 };

        Assert.That(Run(between).Status, Is.EqualTo(PointStatus.Ok), "one replication above the limit, the mean below");
        Assert.That(Run(between with { SloTtftMs = p99.Average() * 0.99 }).Status, Is.EqualTo(PointStatus.MissesSlo));
        PointResult stopped = Run(Queue(0.5, seed: 3) with { Replications = 3, MaxSimTime = 1 });
        Assert.That(stopped.Status, Is.EqualTo(PointStatus.Stopped));
        Assert.That(stopped.Reason, Does.StartWith("3 of 3 replications"));
    }

    [Test]
    public void IntervalsCoverTheWaitOfQueueingTheoryNineteenTimesInTwenty()
    {
        // M/D/1 by Pollaczek-Khinchine: W = rho S / (2 (1 - rho)).
        const double load = 0.5;
        const int experiments = 300;
        const double expectedMs = 1000 * load * ServiceSeconds / (2 * (1 - load));
        int covering = 0;
        List<PointResult> rows = [];
        new SweepRunner((point, token) => ScenarioRunner.Run(s_resolver.Plan(point), token)).Run(
            [.. Enumerable.Range(1, experiments).Select(seed => Queue(load, seed) with { Replications = 5 })], rows.Add);
        foreach (PointResult row in rows)
        {
            ReplicationInterval wait = ReplicationInterval.Of(row.Replications.Select(r => r.Report!.Queue.MeanMs));
            covering += Math.Abs(wait.Mean!.Value - expectedMs) <= wait.HalfWidth95 ? 1 : 0;
        }

        // Binomial(300, 0.95): mean 285, standard deviation 3.77; within 3.3 of them in 999 of 1,000 tries.
        Console.WriteLine($"{covering} of {experiments} intervals cover {expectedMs} ms");
        Assert.That(covering, Is.InRange(272, 297));
    }

    private const double ServiceSeconds = 0.01;

    private static readonly ScenarioResolver s_resolver = A.Resolver();

    /// <summary>One slot, service of 10 ms (a step of 8 ms and 20 tokens of 0.1 ms), Poisson arrivals.</summary>
    private static Scenario Queue(double load, int seed) => A.LinearScenario() with
    {
        Predictor = new PredictorChoice { Kind = "linear", BasePs = 8_000_000_000, PerTokenPs = 100_000_000 },
        OutputTokens = "1",
        PrefixCaching = false,
        Batch = 1,
        TokenBudget = 20,
        Rate = load / ServiceSeconds,
        Requests = 1_000,
        Seed = seed,
    };

    private static PointResult Run(Scenario scenario)
    {
        List<PointResult> rows = [];
        new SweepRunner((point, token) => ScenarioRunner.Run(s_resolver.Plan(point), token), threads: 3).Run([scenario], rows.Add);
        return rows.Single();
    }

    private static object? Cell(PointResult row, string column) => ResultColumns.All.Single(c => c.Name == column).Value(row);
}
