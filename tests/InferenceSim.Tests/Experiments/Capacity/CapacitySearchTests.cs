using InferenceSim.Experiments;
using InferenceSim.Experiments.Capacity;

namespace InferenceSim.Tests.Experiments.Capacity;

/// <summary>How much a configuration takes: closed forms, and a slow search as the oracle.</summary>
public class CapacitySearchTests
{
    private const double ServiceSeconds = 0.01;
    private const double Tolerance = 0.005;

    [TestCase(50)]
    [TestCase(100)]
    public void OfAClockworkQueueIsThatOfTheClosedForm(double limitMs)
    {
        // Gaps of 1/r, service S, one slot: the n-th request waits n (S - 1/r) once r exceeds 1/S, so that the 99th percentile of N (R7) is
        // 0.99 (N - 1) (S - 1/r) + S. It meets L up to 1/r = S - (L - S) / (0.99 (N - 1)).
        const int requests = 2_000;
        double limit = limitMs / 1000;
        double expected = 1 / (ServiceSeconds - ((limit - ServiceSeconds) / (0.99 * (requests - 1))));
        PointResult found = Find(OneSlot() with { Arrivals = "constant", Requests = requests, SloTtftMs = limitMs });

        Check(found.Capacity!, expected);
        Assert.That(found.Capacity!.FailsBecause, Does.Contain("p99 TTFT"));
    }

    [Test]
    public void WithoutLatencyLimitsEndsWhereTheQueueGrows()
    {
        // Saturated: more than 1% of N waiting at the last arrival. N / r has passed then, r S of every N were served: N (1 - 1 / (r S)) = N / 100.
        PointResult found = Find(OneSlot() with { Arrivals = "constant", Requests = 20_000 });

        Check(found.Capacity!, 1 / (ServiceSeconds * 0.99));
        Assert.That(found.Capacity!.FailsBecause, Does.Contain("were waiting when the last arrived"));
    }

    [Test]
    public void OfAnMd1QueueIsThatOfQueueingTheory()
    {
        // P(W <= t) of M/D/1 (Erlang 1909, Crommelin 1932) at 99% with t = L - S; solved for the load by bisection.
        const double limitMs = 60;
        double low = 0.01, high = 0.99;
        while (high - low > 1e-9)
        {
            double load = (low + high) / 2;
            (low, high) = WaitsAtMost((limitMs / 1000) - ServiceSeconds, load) >= 0.99 ? (load, high) : (low, load);
        }

        PointResult found = Find(OneSlot() with { Requests = 200_000, SloTtftMs = limitMs });

        // 2%: what the 99th percentile of 200,000 waits is uncertain by.
        Assert.That(found.Capacity!.RequestsPerSecond, Is.EqualTo(low / ServiceSeconds).Within(2).Percent);
        Assert.That(found.Status, Is.EqualTo(PointStatus.Ok));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void IsWhatASearchOfEveryRateFinds(int seed)
    {
        Scenario scenario = A.LinearScenario() with
        {
            Predictor = new PredictorChoice { Kind = "linear", BasePs = 5_000_000_000, PerTokenPs = 20_000_000, PerDecodeContextPs = 1_000_000 },
            InputTokens = "lognormal:5:0.8",
            OutputTokens = "lognormal:3:0.5",
            Batch = 4 * seed,
            KvBlocks = 4_000,
            MaxModelLen = 4_000,
            Requests = 1_000,
            SloTtftMs = 400,
            SloTpotMs = 40,
            Seed = seed,
        };
        ScenarioResolver resolver = A.Resolver();
        PointResult found = new CapacitySearch(resolver, Tolerance).Find(scenario);
        double limit = found.Capacity!.RequestsPerSecond!.Value;
        bool Passes(double rate) => ScenarioRunner.Run(resolver.Plan(scenario with { Rate = rate })).Status == PointStatus.Ok;

        // Every rate on a grid of the tolerance, from half to half above again.
        double[] rates = [.. Enumerable.Range(0, 220).Select(i => limit / 2 * Math.Pow(1 + Tolerance, i))];
        double[] failing = [.. rates.Where(r => !Passes(r))];
        double firstFailing = failing.Min(), lastPassing = rates.Except(failing).Max();
        Console.WriteLine($"seed {seed}: {limit} after {found.Capacity.Simulations} simulations; scan: first failing {firstFailing}, last passing {lastPassing}");

        // A limit is a range where luck decides; the answer lies in it.
        Assert.That(limit, Is.InRange(firstFailing / (1 + (2 * Tolerance)), lastPassing * (1 + (2 * Tolerance))));
        Assert.That(Passes(limit), "the answer itself meets the limits");
        Assert.That(Passes(found.Capacity.FailsAtRequestsPerSecond!.Value), Is.False);
        Assert.That(found.Capacity.Simulations, Is.LessThan(25));
    }

    [Test]
    public void NothingIsAnAnswer()
    {
        PointResult found = Find(OneSlot() with { SloTtftMs = 9 });

        Assert.That(found.Capacity!.Answer, Is.EqualTo(CapacityAnswer.None));
        Assert.That(found.Capacity.FailsBecause, Is.EqualTo("even one request at a time: p99 TTFT 10 ms is above the limit of 9 ms"));
        Assert.That(found.Capacity.Simulations, Is.EqualTo(1));
    }

    [Test]
    public void AnythingIsAnAnswer()
    {
        // All at once they wait for 20 services at most, and are never too many to be waiting.
        PointResult found = Find(OneSlot() with { Requests = 20, Batch = 20, SloTtftMs = 1_000 });

        Assert.That(found.Capacity!.Answer, Is.EqualTo(CapacityAnswer.Unbounded));
        Assert.That(found.Capacity.RequestsPerSecond, Is.Null);
        Assert.That(found.Status, Is.EqualTo(PointStatus.Ok));
    }

    [Test]
    public void WhatDoesNotFitTakesNothing()
    {
        PointResult found = Find(new Scenario { Model = "llama-3.1-70b", Gpu = "l40s", Tp = 1 });

        Assert.That(found.Capacity!.Answer, Is.EqualTo(CapacityAnswer.None));
        Assert.That(found.Status, Is.EqualTo(PointStatus.Infeasible));
        Assert.That(found.Capacity.FailsBecause, Does.Contain("does not fit"));
    }

    [Test]
    public void TheFewestAcceleratorsAreThoseOfEveryCombination()
    {
        Scenario scenario = new()
        {
            Model = "llama-3.1-8b",
            Gpu = "l40s",
            Rate = 40,
            Requests = 600,
            InputTokens = "500",
            OutputTokens = "60",
            Batch = 32,
            SloTtftMs = 1_000,
            SloTpotMs = 45,
        };
        ScenarioResolver resolver = A.Resolver();
        PointResult found = new CapacitySearch(resolver, Tolerance, [1, 2, 4]).Find(scenario);
        int fewest = (from tp in (int[])[1, 2, 4]
                      from replicas in Enumerable.Range(1, 8)
                      where ScenarioRunner.Run(resolver.Plan(scenario with { Tp = tp, Replicas = replicas })).Status == PointStatus.Ok
                      select tp * replicas).Min();

        Assert.That(found.Capacity!.Gpus, Is.EqualTo(fewest));
        Assert.That(found.Inputs.Gpus, Is.EqualTo(fewest));
        Assert.That(fewest, Is.GreaterThan(1), "one is not enough, or nothing is searched for");
        Assert.That(found.Capacity.FailsAtGpus, Is.LessThan(fewest));
    }

    [Test]
    public void ReplicationsAreJudgedTogether()
    {
        Scenario scenario = OneSlot() with { Requests = 2_000, SloTtftMs = 60, Replications = 4 };
        PointResult found = Find(scenario);

        Assert.That(found.Replications, Has.Count.EqualTo(4));
        Assert.That(found.Mean(r => r.Report!.Ttft.P99Ms), Is.LessThanOrEqualTo(60));
    }

    private static void Check(CapacityFinding finding, double expected)
    {
        Assert.That(finding.Answer, Is.EqualTo(CapacityAnswer.Found));
        Assert.That(finding.RequestsPerSecond, Is.InRange(expected / (1 + Tolerance) * 0.9995, expected * 1.0005));
        Assert.That(finding.FailsAtRequestsPerSecond, Is.InRange(expected * 0.9995, expected * (1 + Tolerance) * 1.0005));
        Assert.That(finding.Monotone, Is.True);
    }

    private static PointResult Find(Scenario scenario) => new CapacitySearch(A.Resolver(), Tolerance).Find(scenario);

    /// <summary>One slot, service of 10 ms: a step of 8 ms and 20 tokens of 0.1 ms.</summary>
    private static Scenario OneSlot() => A.LinearScenario() with
    {
        Predictor = new PredictorChoice { Kind = "linear", BasePs = 8_000_000_000, PerTokenPs = 100_000_000 },
        OutputTokens = "1",
        PrefixCaching = false,
        Batch = 1,
        TokenBudget = 20,
    };

    /// <summary>P(W &lt;= t) = (1 - rho) sum over k up to t / S of (lambda (k S - t))^k / k! exp(-lambda (k S - t)).</summary>
    private static double WaitsAtMost(double seconds, double load)
    {
        double lambda = load / ServiceSeconds, sum = 0, factorial = 1;
        for (int k = 0; k <= seconds / ServiceSeconds; k++)
        {
            factorial *= Math.Max(1, k);
            double x = lambda * ((k * ServiceSeconds) - seconds);
            sum += Math.Pow(x, k) / factorial * Math.Exp(-x);
        }

        return (1 - load) * sum;
    }
}
