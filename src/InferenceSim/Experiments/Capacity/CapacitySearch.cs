namespace InferenceSim.Experiments.Capacity;

/// <summary>
/// Answers how much a configuration can take: the highest rate of requests at which it keeps up and meets the limits on p99 TTFT and p99
/// TPOT; or, where the rate is given, how few accelerators do. Every point that is tried sees the same requests (common random numbers),
/// only closer together, so two rates differ by the rate and not by luck.
/// </summary>
/// <param name="resolver">Turns scenarios into plans.</param>
/// <param name="tolerance">Relative tolerance of a rate.</param>
/// <param name="tensorParallel">
/// Accelerators of a replica to choose from where the rate is given; <c>null</c> for the powers of two that are directly connected.
/// </param>
public sealed class CapacitySearch(ScenarioResolver resolver, double tolerance, IReadOnlyList<int>? tensorParallel = null)
{
    /// <summary>Relative tolerance of a rate unless the user gives another.</summary>
    public const double DefaultTolerance = 0.01;

    /// <summary>Fewer requests, and neither a full batch nor a growing queue would show in a 99th percentile.</summary>
    internal const int FewestRequests = 2_000;

    /// <summary>Looks up everything that the scenarios name, so that a mistake ends a search before it begins.</summary>
    /// <exception cref="UsageException">A scenario contradicts itself, names something that does not exist, or has arrivals without a rate.</exception>
    /// <exception cref="Simulation.InvalidConfigurationException">A file is wrong.</exception>
    public void Check(IEnumerable<Scenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        foreach (Scenario scenario in scenarios)
        {
            ArrivalChoice kind = scenario.Arrivals is null ? ArrivalChoice.Poisson : ArrivalText.Parse(scenario.Arrivals).Kind;
            if (scenario.Concurrency is not null || scenario.ThinkTime is not null
                || kind is ArrivalChoice.ClosedLoop or ArrivalChoice.AllAtOnce or ArrivalChoice.Trace)
            {
                throw new UsageException("capacity is about a rate of requests: arrivals are poisson (the default), gamma:CV or constant; "
                    + "no --concurrency, no --think-time");
            }

            _ = resolver.Plan(scenario with { Rate = scenario.Rate ?? 1 });
        }
    }

    /// <summary>Searches for what <paramref name="scenario"/> leaves open: the rate, or where it gives one the accelerators.</summary>
    /// <exception cref="UsageException">The scenario contradicts itself, or asks for accelerators where it names groups of them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PointResult Find(Scenario scenario, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        CapacityProbe probe = new(resolver, cancellation);
        return scenario.Rate is null
            ? new HighestRate(resolver, probe, tolerance).Find(scenario)
            : new FewestGpus(resolver, probe, tensorParallel).Find(scenario, scenario.Rate.Value);
    }
}
