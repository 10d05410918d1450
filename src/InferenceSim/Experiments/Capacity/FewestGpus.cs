namespace InferenceSim.Experiments.Capacity;

/// <summary>Finds the fewest accelerators that take a rate: over those of a replica, and for each of these over the number of replicas.</summary>
internal sealed class FewestGpus(ScenarioResolver resolver, CapacityProbe probe, IReadOnlyList<int>? tensorParallel)
{
    private const int MostReplicas = 1_024;

    // Requests arrive for so many times as long as one of them takes alone: a queue that grows has time to show.
    private const double ArrivalsOverE2e = 20;

    private readonly List<PointResult> _failed = [];

    public PointResult Find(Scenario scenario, double rate)
    {
        if (scenario.Groups is not null)
        {
            throw new UsageException("with a rate, capacity looks for the fewest accelerators of one kind: leave out groups, or the rate");
        }

        PointResult? best = null;
        foreach (Scenario candidate in Candidates(scenario))
        {
            PointResult alone = probe.Alone(candidate with { Requests = candidate.Requests ?? CapacitySearch.FewestRequests });
            if (alone.Status != PointStatus.Ok)
            {
                _failed.Add(alone.Ran ? alone with { Reason = $"even one request at a time: {alone.Reason}" } : alone);
                continue;
            }

            double arrivals = ArrivalsOverE2e * rate * alone.Mean(r => r.Report!.E2e.MeanMs)!.Value / 1000;
            Scenario played = candidate with { Requests = candidate.Requests ?? (int)Math.Clamp(arrivals, CapacitySearch.FewestRequests, int.MaxValue) };
            int perReplica = alone.Inputs.Gpus!.Value / alone.Inputs.Replicas.GetValueOrDefault(1);
            best = scenario.Replicas is not null
                ? Better(best, Try(played))
                : Better(best, FewestReplicas(played, best is null ? MostReplicas : (best.Inputs.Gpus!.Value - 1) / perReplica));
        }

        return WithFinding(best);
    }

    private static PointResult? Better(PointResult? best, PointResult? other) =>
        other is not null && (best is null || other.Inputs.Gpus < best.Inputs.Gpus) ? other : best;

    /// <summary>The point with the fewest replicas that passes: doubled until one does, then bisected; each number is tried once.</summary>
    private PointResult? FewestReplicas(Scenario scenario, int most)
    {
        int fails = 0;
        PointResult? passing = null;
        for (int replicas = 1; passing is null && fails < most; replicas = Math.Min(2 * replicas, most))
        {
            passing = Try(scenario with { Replicas = replicas });
            fails = passing is null ? replicas : fails;
        }

        while (passing is not null && passing.Inputs.Replicas!.Value - fails > 1)
        {
            int middle = (passing.Inputs.Replicas.Value + fails) / 2;
            PointResult? fewer = Try(scenario with { Replicas = middle });
            passing = fewer ?? passing;
            fails = fewer is null ? middle : fails;
        }

        return passing;
    }

    private PointResult? Try(Scenario scenario)
    {
        PointResult result = probe.Simulate(scenario);
        if (result.Status == PointStatus.Ok)
        {
            return result;
        }

        _failed.Add(result);
        return null;
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

    private PointResult WithFinding(PointResult? best)
    {
        // The most accelerators that were not enough; where nothing is, the last that was tried.
        PointResult? fails = best is null
            ? _failed[^1]
            : _failed.Where(f => f.Inputs.Gpus < best.Inputs.Gpus).MaxBy(f => f.Inputs.Gpus);
        CapacityFinding finding = new()
        {
            Answer = best is null ? CapacityAnswer.None : CapacityAnswer.Found,
            Gpus = best?.Inputs.Gpus,
            Simulations = probe.Simulations,
            FailsAtGpus = fails?.Inputs.Gpus,
            FailsBecause = fails?.Reason,
        };
        return (best ?? fails!) with { Capacity = finding };
    }
}
