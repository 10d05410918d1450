using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Tenants;

namespace InferenceSim.Experiments;

/// <summary>The traffic of a scenario with tenants, decided before the batch is known.</summary>
internal sealed class TenantRule
{
    private const int DefaultRequests = 2_000;

    private readonly List<(TenantChoice Choice, Scenario Alone, WorkloadChoice Workload, TrafficRule Traffic)> _tenants = [];
    private readonly Scenario _scenario;

    private TenantRule(Scenario scenario) => _scenario = scenario;

    /// <summary>Requests per second of all tenants that have a rate.</summary>
    public double? RequestsPerSecond => _tenants.Sum(t => t.Alone.Rate);

    /// <summary>What each tenant was promised.</summary>
    public IReadOnlyList<TenantTerms> Terms =>
    [
        .. _tenants.Select(t => new TenantTerms(t.Choice.Name, Limit(t.Alone.SloTtftMs), Limit(t.Alone.SloTpotMs), t.Choice.PriceClass)),
    ];

    /// <summary>The tenants' names, joined.</summary>
    public string Name => string.Join('+', _tenants.Select(t => t.Choice.Name));

    /// <summary>Decides from what the scenario gives and the tenants' workloads have.</summary>
    /// <exception cref="UsageException">What is given contradicts itself; the message names the tenant.</exception>
    public static TenantRule Of(Scenario scenario, NamedParts parts)
    {
        TenantRule rule = new(scenario);
        bool byShare = scenario.Tenants!.Any(t => t.Share is not null);
        if (byShare != scenario.Rate is not null || (byShare && scenario.Tenants!.Any(t => t.Share is not > 0 || t.Rate is not null)))
        {
            throw new UsageException("tenants: either each has a rate (or arrivals without one), or each a share above 0 of the scenario's rate");
        }

        double? shares = byShare ? scenario.Tenants!.Sum(t => t.Share) : null;
        foreach (TenantChoice choice in scenario.Tenants!)
        {
            try
            {
                Scenario alone = choice.Alone(scenario, shares);
                WorkloadChoice workload = parts.Workload(alone);
                TrafficRule traffic = TrafficRule.Of(alone, workload);
                if (traffic.Kind is ArrivalChoice.ClosedLoop or ArrivalChoice.AllAtOnce && choice.Requests is null)
                {
                    throw new UsageException($"{traffic.Text()} arrivals need the tenant's own number of requests, or give it a rate");
                }

                rule._tenants.Add((choice, alone, workload, traffic));
            }
            catch (UsageException exception)
            {
                throw new UsageException($"tenant '{choice.Name}': {exception.Message}", exception);
            }
        }

        return rule;
    }

    /// <summary>The requests themselves.</summary>
    public IWorkload Build(int batch, int maxModelLength, ulong seed)
    {
        int? requests = _scenario.Requests ?? (_scenario.Duration is null && !_tenants.All(Ends) ? DefaultRequests : null);
        return new TenantMix(
            Name,
            [
                .. _tenants.Select(t => new TenantTraffic(
                    t.Choice.Name,
                    count => Sent(t, count, batch, maxModelLength, RandomStream.PurposeKey(seed, "tenant " + t.Choice.Name)),
                    t.Choice.Requests,
                    t.Choice.Priority)),
            ],
            requests);
    }

    private static IWorkload Sent(
        (TenantChoice Choice, Scenario Alone, WorkloadChoice Workload, TrafficRule Traffic) tenant, int? requests, int batch, int maxModelLength, ulong seed) =>
        PatienceText.Clients(tenant.Alone, tenant.Traffic.Build(tenant.Alone with { Requests = requests }, tenant.Workload, batch, maxModelLength, seed), seed);

    /// <summary>Whether a tenant's traffic ends by itself.</summary>
    private static bool Ends((TenantChoice Choice, Scenario Alone, WorkloadChoice Workload, TrafficRule Traffic) tenant) =>
        tenant.Choice.Requests is not null || tenant.Traffic.Kind == ArrivalChoice.Trace || tenant.Traffic.OwnArrivals?.DurationSeconds is not null;

    private static SimDuration? Limit(double? milliseconds) => milliseconds is { } ms ? SimDuration.FromSeconds(ms / 1000) : null;
}
