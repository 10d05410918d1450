namespace InferenceSim.Experiments.Capacity;

/// <summary>Finds the highest rate that a configuration takes.</summary>
internal sealed class HighestRate(ScenarioResolver resolver, CapacityProbe probe, double tolerance)
{
    // So often must the places of a batch be taken anew before a run tells about more than its beginning.
    private const int RequestsPerPlace = 10;

    // One request in a hundred meets another: as good as alone, for a 99th percentile.
    private const double LoneShare = 0.01;
    private const double MostTimesEstimate = 1 << 20;

    public PointResult Find(Scenario scenario)
    {
        ScenarioPlan plan = resolver.Plan(scenario with { Rate = 1 });
        if (plan.Status != PointStatus.Ok)
        {
            return None(new PointResult { Inputs = plan.Inputs with { RequestsPerSecond = null }, Status = plan.Status, Reason = plan.Reason }, plan.Reason);
        }

        int places = (int)Math.Min(int.MaxValue / RequestsPerPlace, plan.Groups.Sum(g => (long)g.Replicas * g.Replica.Engine!.MaxSequences));
        scenario = scenario with { Requests = scenario.Requests ?? Math.Max(CapacitySearch.FewestRequests, RequestsPerPlace * places) };
        PointResult alone = probe.Alone(scenario);
        if (alone.Status != PointStatus.Ok)
        {
            return None(alone, $"even one request at a time: {alone.Reason}");
        }

        double lowest = LoneShare / (alone.Mean(r => r.Report!.E2e.MeanMs)!.Value / 1000);
        double estimate = probe.Full(scenario, places).Mean(r => r.Report?.RequestsPerSecond) ?? lowest;
        return Search(scenario, lowest, Math.Max(lowest, estimate));
    }

    private PointResult Search(Scenario scenario, double lowest, double estimate)
    {
        Dictionary<double, PointResult> tried = [];
        RateSearch search = new(
            rate =>
            {
                PointResult result = probe.Simulate(scenario with { Rate = rate });
                tried.Add(rate, result);
                return result.Status == PointStatus.Ok;
            },
            tolerance);
        search.Run(estimate, lowest, estimate * MostTimesEstimate);
        CapacityFinding finding = new()
        {
            Answer = search.Passing is null ? CapacityAnswer.None : search.Failing is null ? CapacityAnswer.Unbounded : CapacityAnswer.Found,
            RequestsPerSecond = search.Failing is null ? null : search.Passing,
            Tolerance = tolerance,
            Simulations = probe.Simulations,
            FailsAtRequestsPerSecond = search.Failing,
            FailsBecause = search.Failing is double fails ? tried[fails].Reason : null,
            Monotone = search.Monotone,
        };
        return tried[search.Passing ?? search.Failing!.Value] with { Capacity = finding };
    }

    private PointResult None(PointResult point, string? because) => point with
    {
        Capacity = new CapacityFinding
        {
            Answer = CapacityAnswer.None,
            Tolerance = tolerance,
            Simulations = probe.Simulations,
            FailsBecause = because,
        },
    };
}
