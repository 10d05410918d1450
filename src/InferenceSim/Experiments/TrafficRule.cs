using InferenceSim.Simulation;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Experiments;

/// <summary>How the requests of a scenario arrive, decided before the batch is known.</summary>
/// <param name="Kind">The kind of arrivals.</param>
/// <param name="Cv">Coefficient of variation of a gamma process.</param>
/// <param name="OwnArrivals">The workload file's own arrivals, where they are what is used.</param>
/// <param name="Profile">How the rate goes over time, where the scenario says so.</param>
internal sealed record TrafficRule(ArrivalChoice Kind, double Cv, ArrivalSpec? OwnArrivals, RateShape? Profile)
{
    private const int OpenLoopRequests = 2_000;
    private const int FewestRequests = 200;
    private const int RequestsPerUser = 10;

    /// <summary>Whether the batch is the number of users, because nothing else says how many there are.</summary>
    public bool UsersAreBatch(Scenario scenario) =>
        Kind == ArrivalChoice.ClosedLoop && scenario.Concurrency is null && OwnArrivals is null;

    /// <summary>Whether requests arrive by the clock at a rate, so that they are the same for any number of places.</summary>
    public bool HasRate => Kind is ArrivalChoice.Poisson or ArrivalChoice.Gamma or ArrivalChoice.Constant;

    /// <summary>The same for a scenario with tenants.</summary>
    public static TrafficRule Of(TenantRule tenants) => new(ArrivalChoice.Tenants, 1, null, null) { Tenants = tenants };

    /// <summary>Decides from what the scenario gives and the workload has.</summary>
    /// <exception cref="UsageException">What is given contradicts itself.</exception>
    public static TrafficRule Of(Scenario scenario, WorkloadChoice workload)
    {
        bool timed = workload.Trace is { HasArrivalTimes: true };
        if (scenario.Rate is not null && scenario.Concurrency is not null)
        {
            throw new UsageException("--rate and --concurrency contradict each other: requests arrive by the clock, or when a user gets an answer");
        }

        (ArrivalChoice Kind, double Cv) named = scenario.Arrivals is not null
            ? ArrivalText.Parse(scenario.Arrivals)
            : (Implied(scenario, timed, workload), 1);
        bool hasRate = named.Kind is ArrivalChoice.Poisson or ArrivalChoice.Gamma or ArrivalChoice.Constant;
        ArrivalSpec? own = scenario.Arrivals is null && scenario.Rate is null && scenario.Concurrency is null && scenario.ThinkTime is null ? workload.Spec?.Arrivals : null;
        bool ratesInProfile = workload.Profile is { IsAbsolute: true };
        if (hasRate && scenario.Rate is null && own is null && !ratesInProfile)
        {
            throw new UsageException($"arrivals {scenario.Arrivals} need a rate: give --rate");
        }

        if (ratesInProfile && (scenario.Rate is not null || own is not null || named.Kind == ArrivalChoice.Trace))
        {
            throw new UsageException($"--rate-profile {workload.Profile}: the file has requests per second, so nothing else can set the rate (a column 'factor' goes with one)");
        }

        if (!hasRate && scenario.Rate is not null)
        {
            throw new UsageException($"--rate does not go with arrivals {scenario.Arrivals}");
        }

        if (named.Kind != ArrivalChoice.ClosedLoop && (scenario.Concurrency is not null || scenario.ThinkTime is not null))
        {
            throw new UsageException("--concurrency and --think-time are for a closed loop");
        }

        if (named.Kind == ArrivalChoice.Trace && !timed)
        {
            throw new UsageException($"--arrivals trace: '{workload.Name}' tells no arrival times");
        }

        if (!hasRate && named.Kind != ArrivalChoice.Trace && (workload.Profile is not null || scenario.Duration is not null))
        {
            throw new UsageException("--rate-profile and --duration go with requests that arrive by the clock: give --rate, or a trace; a closed loop ends by --requests or --measure");
        }

        return new TrafficRule(named.Kind, own?.Cv ?? named.Cv, own, workload.Profile);
    }

    /// <summary>The tenants, where the scenario has them.</summary>
    public TenantRule? Tenants { get; init; }

    /// <summary>The requests themselves.</summary>
    public IWorkload Build(Scenario scenario, WorkloadChoice choice, int batch, int maxModelLength, ulong seed)
    {
        if (Tenants is not null)
        {
            return Tenants.Build(batch, maxModelLength, seed);
        }

        ArrivalSpec? arrivals = Kind == ArrivalChoice.Trace ? null : Arrivals(scenario, batch);
        if (choice.Trace is not null)
        {
            if ((scenario.InputTokens ?? scenario.OutputTokens ?? (object?)scenario.SharedPrefixTokens) is not null)
            {
                throw new UsageException($"--input-tokens, --output-tokens and --shared-prefix-tokens do not go with the trace {choice.Name}, which has its own lengths");
            }

            return Kind == ArrivalChoice.Trace
                ? Recorded(scenario, choice.Trace, seed)
                : choice.Trace.WithArrivals(arrivals!, choice.Trace.HasArrivalTimes ? scenario.Requests : Requests(scenario, arrivals!, batch), seed);
        }

        return GeneratedWorkload.Create(choice.Name, Spec(scenario, choice.Spec!), arrivals!, Requests(scenario, arrivals!, batch), seed, maxModelLength, keepLengths: true);
    }

    /// <summary>A trace with its own times, as far as the scenario takes it, under the scenario's profile.</summary>
    public IWorkload Recorded(Scenario scenario, IWorkload trace, ulong seed)
    {
        IWorkload taken = scenario.Requests is int count ? new FirstRequests(trace, count) : trace;
        return Profile is null && scenario.Duration is null ? taken : new TimeChangedWorkload(taken, Profile, Seconds(scenario.Duration), seed);
    }

    /// <summary>The arrivals in the words of the files.</summary>
    public string Text() => Kind switch
    {
        ArrivalChoice.Poisson => "poisson",
        ArrivalChoice.Gamma => FormattableString.Invariant($"gamma:{Cv}"),
        ArrivalChoice.Constant => "constant",
        ArrivalChoice.ClosedLoop => "closed-loop",
        ArrivalChoice.AllAtOnce => "all-at-once",
        ArrivalChoice.Tenants => "tenants",
        _ => "trace",
    };

    /// <summary>The arrival process with its numbers.</summary>
    public ArrivalSpec Arrivals(Scenario scenario, int batch)
    {
        ArrivalSpec arrivals = OwnArrivals ?? OfKind(scenario, batch);
        return arrivals with
        {
            Profile = Profile ?? arrivals.Profile,
            DurationSeconds = Seconds(scenario.Duration) ?? arrivals.DurationSeconds,
        };
    }

    private ArrivalSpec OfKind(Scenario scenario, int batch) => Kind switch
    {
        ArrivalChoice.Poisson => ArrivalSpec.Poisson(scenario.Rate ?? 1), // without a rate the profile has it
        ArrivalChoice.Gamma => ArrivalSpec.Gamma(scenario.Rate ?? 1, Cv),
        ArrivalChoice.Constant => ArrivalSpec.Constant(scenario.Rate ?? 1),
        ArrivalChoice.ClosedLoop => ArrivalSpec.ClosedLoop(scenario.Concurrency ?? batch, scenario.ThinkTime ?? 0),
        ArrivalChoice.AllAtOnce => ArrivalSpec.AllAtOnce(),
        _ => throw new InvalidOperationException("a trace brings its own arrivals"),
    };

    private static double? Seconds(string? duration) => duration is null ? null : DurationNotation.ParseSeconds(duration);

    private static ArrivalChoice Implied(Scenario scenario, bool timed, WorkloadChoice workload)
    {
        if (scenario.Rate is not null || workload.Profile is { IsAbsolute: true })
        {
            return ArrivalChoice.Poisson;
        }

        if (scenario.Concurrency is not null || scenario.ThinkTime is not null)
        {
            return ArrivalChoice.ClosedLoop;
        }

        return workload.Spec?.Arrivals?.Kind switch
        {
            ArrivalKind.Poisson => ArrivalChoice.Poisson,
            ArrivalKind.Gamma => ArrivalChoice.Gamma,
            ArrivalKind.Constant => ArrivalChoice.Constant,
            ArrivalKind.AllAtOnce => ArrivalChoice.AllAtOnce,
            _ => timed ? ArrivalChoice.Trace : ArrivalChoice.ClosedLoop,
        };
    }

    private static int? Requests(Scenario scenario, ArrivalSpec arrivals, int batch)
    {
        if (arrivals.DurationSeconds is not null)
        {
            return scenario.Requests;
        }

        int users = arrivals.Kind == ArrivalKind.ClosedLoop ? arrivals.Users : batch;
        return scenario.Requests
            ?? (arrivals.IsOpenLoop ? OpenLoopRequests : (int)Math.Min(int.MaxValue, Math.Max(FewestRequests, (long)RequestsPerUser * users)));
    }

    private static WorkloadSpec Spec(Scenario scenario, WorkloadSpec spec) => spec with
    {
        PromptTokens = scenario.InputTokens is null ? spec.PromptTokens : LengthNotation.Parse(scenario.InputTokens),
        OutputTokens = scenario.OutputTokens is null ? spec.OutputTokens : LengthNotation.Parse(scenario.OutputTokens),
        SharedPrefixes = scenario.SharedPrefixTokens is int shared ? [new SharedPrefixSpec(1, new FixedLength(shared)), .. spec.SharedPrefixes] : spec.SharedPrefixes,
    };
}
