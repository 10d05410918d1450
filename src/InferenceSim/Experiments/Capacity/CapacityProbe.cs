namespace InferenceSim.Experiments.Capacity;

/// <summary>Simulates the points that a search tries, all replications of each, and counts them.</summary>
internal sealed class CapacityProbe(ScenarioResolver resolver, CancellationToken cancellation)
{
    /// <summary>Points simulated so far.</summary>
    public int Simulations { get; private set; }

    /// <summary>The point of <paramref name="scenario"/>; one that cannot be run is not simulated and not counted.</summary>
    public PointResult Simulate(Scenario scenario)
    {
        PointResult[] runs =
        [
            .. Enumerable.Range(0, scenario.Replications ?? 1)
                .Select(k => ScenarioRunner.Run(resolver.Plan(scenario with { Replication = k }), cancellation)),
        ];
        PointResult result = runs.Length == 1 ? runs[0] : ReplicatedPoint.Of(runs);
        Simulations += result.Ran ? 1 : 0;
        return result;
    }

    /// <summary>The same requests, one at a time: the best that the configuration can do for any of them.</summary>
    public PointResult Alone(Scenario scenario) => Simulate(ClosedLoop(scenario, 1));

    /// <summary>The same requests, as many at a time as there are places: about the most that the configuration can serve.</summary>
    public PointResult Full(Scenario scenario, int places) => Simulate(ClosedLoop(scenario, places));

    private static Scenario ClosedLoop(Scenario scenario, int users) =>
        scenario with { Rate = null, RateProfile = null, Duration = null, Arrivals = "closed-loop", Concurrency = users };
}
