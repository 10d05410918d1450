using InferenceSim.Workloads;

namespace InferenceSim.Experiments.Answers;

/// <summary>
/// The traffic of a scenario as one rate, from next to nothing to what its replicas sustain. Tenants of a mix keep their parts of it: the rates of
/// all of them are changed by one factor.
/// </summary>
public sealed class SustainedLoad
{
    private const int RequestsPerPlace = 10;
    private const int RequestsPerUser = 40;
    private const int MoreUsers = 4;
    private const int FewestRequests = 2_000;
    private const int MostUsers = 1 << 20;

    // Where more users get less than this much more, they wait for places and do not think.
    private const double Growth = 1.1;

    private readonly Scenario _scenario;
    private readonly double _requestsPerArrival;
    private readonly double? _round; // seconds that a session takes

    private SustainedLoad(Scenario scenario, Scenario filled, PointResult full, double requestsPerArrival = 1, double? round = null) =>
        (_scenario, Filled, Full, _requestsPerArrival, _round) = (scenario, filled, full, requestsPerArrival, round);

    /// <summary>The scenario with every place taken as long as there are requests.</summary>
    public Scenario Filled { get; }

    /// <summary>The run of <see cref="Filled"/>.</summary>
    public PointResult Full { get; }

    /// <summary>Requests per second of that run: the most that can be sustained.</summary>
    public double RequestsPerSecond => Full.Report!.RequestsPerSecond;

    /// <summary>What the rate is told in.</summary>
    public string Unit => _scenario.Tenants is null ? "requests per second" : "requests per second of all tenants, in their shares";

    /// <summary>Finds out what a scenario sustains.</summary>
    /// <exception cref="UsageException">The traffic of a tenant cannot be turned.</exception>
    /// <exception cref="Simulation.InvalidConfigurationException">It cannot be run.</exception>
    public static SustainedLoad Of(ScenarioProbe probe, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(scenario);
        ScenarioPlan plan = probe.Plan(ScenarioProbe.AtRate(scenario, 1));
        if (plan.Workload is null)
        {
            return new(scenario, scenario, probe.MustRun(scenario)); // which says why it cannot be run
        }

        int places = (int)Math.Min(MostUsers, plan.Groups.Sum(g => (long)g.Replicas * g.Replica.Engine!.MaxSequences));
        using IRequestSource source = plan.Workload.Start();
        if (scenario.Tenants is null && source.HasFollowUps)
        {
            return OfSessions(probe, scenario, plan.Workload, places);
        }

        Scenario filled = scenario.Tenants is null ? ScenarioProbe.Full(scenario)
            : !source.HasFollowUps ? Overloaded(scenario, places)
            : throw new UsageException($"tenant '{TenantWithSessions(probe, scenario)}' has sessions, whose turns wait for their users: what a mix with them sustains is not known from filling its batch; ask without that tenant, or each alone");
        return new(scenario, filled, probe.MustRun(filled));
    }

    /// <summary>A run of <see cref="Filled"/> or of a change of it: that requests wait is what was asked for, not a fault.</summary>
    public static PointResult AsMeant(PointResult filled)
    {
        ArgumentNullException.ThrowIfNull(filled);
        return filled.Status == PointStatus.Saturated ? filled with { Status = PointStatus.Ok, Reason = null } : filled;
    }

    /// <summary>The scenario at a rate.</summary>
    public Scenario At(double requestsPerSecond)
    {
        Scenario at = ScenarioProbe.AtRate(_scenario, requestsPerSecond / _requestsPerArrival);
        if (_round is not double round || (_scenario.Duration ?? (object?)_scenario.Warmup ?? _scenario.Measure) is not null)
        {
            return at;
        }

        // Measured while sessions begin, and turns of earlier ones come: before that there are none, and afterwards the last users think and nobody comes.
        int requests = Math.Max(_scenario.Requests ?? FewestRequests, (int)Math.Min(int.MaxValue, 3 * round * requestsPerSecond));
        double span = requests / requestsPerSecond;
        double warmup = Math.Min(round, span / 3);
        return at with { Requests = requests, Warmup = warmup, Measure = span - warmup };
    }

    /// <summary>
    /// Users of sessions think, so that it takes more of them than there are places: four times as many until that serves no more. Measured after as
    /// long as a session takes, for as long.
    /// </summary>
    private static SustainedLoad OfSessions(ScenarioProbe probe, Scenario scenario, IWorkload workload, int places)
    {
        int[] after = [.. ZeroServicePlay.Of(workload.Start()).Select(r => r.After)];
        double requestsPerArrival = after.Length / (double)Math.Max(1, after.Count(a => a < 0));
        Scenario Users(int users) => ScenarioProbe.Full(scenario) with { Concurrency = users, Requests = RequestsPerUser * users };
        PointResult few = probe.MustRun(Users(places));
        double round = places * requestsPerArrival / few.Report!.RequestsPerSecond;
        Scenario Measured(int users) => Users(users) with { Warmup = scenario.Warmup ?? round, Measure = scenario.Measure ?? round };
        (Scenario filled, PointResult full) = (Users(places), few);
        for (long users = places; users <= MostUsers; users *= MoreUsers)
        {
            PointResult more = probe.MustRun(Measured((int)users));
            bool grows = more.Report!.RequestsPerSecond > Growth * full.Report!.RequestsPerSecond;
            (filled, full) = more.Report.RequestsPerSecond > full.Report.RequestsPerSecond ? (Measured((int)users), more) : (filled, full);
            if (!grows && users > places)
            {
                break;
            }
        }

        return new(scenario, filled, full, requestsPerArrival, round);
    }

    /// <summary>
    /// All tenants' requests at once, in the parts that their rates have: nobody gives up, nobody goes first, so that the mix that is served is the
    /// mix that is sent.
    /// </summary>
    private static Scenario Overloaded(Scenario scenario, int places)
    {
        const double AtOnce = 1e6;
        Scenario at = ScenarioProbe.AtRate(scenario, AtOnce);
        return at with
        {
            RateProfile = null,
            Duration = null,
            Patience = null,
            MaxWaiting = null,
            MaxOutstanding = null,
            Requests = scenario.Requests ?? Math.Max(FewestRequests, RequestsPerPlace * places),
            Tenants = [.. at.Tenants!.Select(t => t with { Profile = null, Patience = null, Priority = null, Requests = null })],
        };
    }

    private static string TenantWithSessions(ScenarioProbe probe, Scenario scenario) => scenario.Tenants!.First(t =>
    {
        using IRequestSource alone = probe.Plan(scenario with { Rate = null, Tenants = [t with { Share = null, Rate = 1, Requests = 1 }] }).Workload!.Start();
        return alone.HasFollowUps;
    }).Name;
}
