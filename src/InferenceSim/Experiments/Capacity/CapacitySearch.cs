namespace InferenceSim.Experiments.Capacity;

/// <summary>
/// Answers how much a configuration can take: the highest rate of requests at which it keeps up and meets the limits on p99 TTFT and p99
/// TPOT; or, where the rate is given, how few accelerators do. Every point that is tried sees the same requests (common random numbers),
/// only closer together, so two rates differ by the rate and not by luck.
/// </summary>
/// <param name="resolver">Turns scenarios into plans.</param>
/// <param name="tolerance">Relative tolerance of a rate.</param>
/// <param name="tensorParallel">
/// Numbers of accelerators to try where the rate is given, ascending; <c>null</c> for the powers of two that one node has.
/// </param>
public sealed class CapacitySearch(ScenarioResolver resolver, double tolerance, IReadOnlyList<int>? tensorParallel = null)
{
    /// <summary>Relative tolerance of a rate unless the user gives another.</summary>
    public const double DefaultTolerance = 0.01;

    // Fewer, and neither a full batch nor a growing queue would show.
    private const int FewestRequests = 2_000;
    private const int RequestsPerSlot = 10;

    // One request in a hundred meets another: as good as alone, for a 99th percentile.
    private const double LoneShare = 0.01;
    private const double MostTimesEstimate = 1 << 20;

    /// <summary>Searches for what <paramref name="scenario"/> leaves open: the rate, or where it gives one the accelerators.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PointResult Find(Scenario scenario, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario.Rate is null ? HighestRate(scenario, cancellation) : FewestGpus(scenario, cancellation);
    }

    private PointResult HighestRate(Scenario scenario, CancellationToken cancellation)
    {
        ScenarioPlan plan = resolver.Plan(scenario with { Rate = 1 });
        if (plan.Status != PointStatus.Ok)
        {
            CapacityFinding refused = new() { Answer = CapacityAnswer.None, Simulations = 0, FailsBecause = plan.Reason };
            return new PointResult { Inputs = plan.Inputs with { RequestsPerSecond = null }, Status = plan.Status, Reason = plan.Reason, Capacity = refused };
        }

        int batch = plan.Inputs.Batch!.Value;
        scenario = scenario with { Requests = scenario.Requests ?? (int)Math.Min(int.MaxValue, Math.Max(FewestRequests, (long)RequestsPerSlot * batch)) };
        Dictionary<double, PointResult> tried = [];
        bool Passes(double rate)
        {
            PointResult result = Simulate(scenario with { Rate = rate }, cancellation);
            tried.Add(rate, result);
            return result.Status == PointStatus.Ok;
        }

        PointResult full = Simulate(scenario with { Arrivals = "closed-loop", Concurrency = batch }, cancellation);
        PointResult alone = Simulate(scenario with { Arrivals = "closed-loop", Concurrency = 1 }, cancellation);
        int simulations = 2;
        if (alone.Status != PointStatus.Ok || full.Report?.RequestsPerSecond is not > 0)
        {
            return alone with
            {
                Capacity = new CapacityFinding
                {
                    Answer = CapacityAnswer.None,
                    Tolerance = tolerance,
                    Simulations = simulations,
                    FailsBecause = $"even one request at a time: {alone.Reason}",
                },
            };
        }

        RateSearch search = new(Passes, tolerance);
        double estimate = full.Report.RequestsPerSecond;
        double lowest = LoneShare / (alone.Report!.E2e.MeanMs!.Value / 1000);
        search.Run(estimate, Math.Min(lowest, estimate), estimate * MostTimesEstimate);
        return Answer(search, tried, simulations + tried.Count);
    }

    private PointResult Answer(RateSearch search, Dictionary<double, PointResult> tried, int simulations)
    {
        CapacityFinding finding = new()
        {
            Answer = search.Passing is null ? CapacityAnswer.None : search.Failing is null ? CapacityAnswer.Unbounded : CapacityAnswer.Found,
            RequestsPerSecond = search.Failing is null ? null : search.Passing,
            Tolerance = tolerance,
            Simulations = simulations,
            FailsAtRequestsPerSecond = search.Failing,
            FailsBecause = search.Failing is double fails ? tried[fails].Reason : null,
            Monotone = search.Monotone,
        };
        return tried[search.Passing ?? search.Failing!.Value] with { Capacity = finding };
    }

    private PointResult FewestGpus(Scenario scenario, CancellationToken cancellation)
    {
        List<PointResult> failed = [];
        foreach (Scenario candidate in Candidates(scenario))
        {
            PointResult result = Simulate(candidate, cancellation);
            CapacityFinding finding = new()
            {
                Answer = CapacityAnswer.Found,
                Gpus = result.Inputs.Gpus,
                Simulations = failed.Count + 1,
                FailsAtGpus = failed.LastOrDefault()?.Inputs.Gpus,
                FailsBecause = failed.LastOrDefault()?.Reason,
            };
            if (result.Status == PointStatus.Ok)
            {
                return result with { Capacity = finding };
            }

            failed.Add(result);
        }

        PointResult last = failed[^1];
        return last with
        {
            Capacity = new CapacityFinding
            {
                Answer = CapacityAnswer.None,
                Simulations = failed.Count,
                FailsAtGpus = last.Inputs.Gpus,
                FailsBecause = last.Reason,
            },
        };
    }

    private IEnumerable<Scenario> Candidates(Scenario scenario)
    {
        if (scenario.Tp is not null || scenario.Predictor?.Kind == "linear")
        {
            return [scenario];
        }

        // Those that are too few for the model fail at once, without being simulated.
        int most = resolver.MostTensorParallelOf(scenario);
        return (tensorParallel ?? [.. Enumerable.Range(0, 31).Select(i => 1 << i).TakeWhile(n => n <= most)]).Select(n => scenario with { Tp = n });
    }

    private PointResult Simulate(Scenario scenario, CancellationToken cancellation)
    {
        PointResult[] runs =
        [
            .. Enumerable.Range(0, scenario.Replications ?? 1)
                .Select(k => ScenarioRunner.Run(resolver.Plan(scenario with { Replication = k }), cancellation)),
        ];
        return runs.Length == 1 ? runs[0] : ReplicatedPoint.Of(scenario, runs);
    }
}
