using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments;

/// <summary>How the requests of a scenario arrive, decided before the batch is known.</summary>
/// <param name="Kind">The kind of arrivals.</param>
/// <param name="Cv">Coefficient of variation of a gamma process.</param>
/// <param name="OwnArrivals">The workload file's own arrivals, where they are what is used.</param>
internal sealed record TrafficRule(ArrivalChoice Kind, double Cv, ArrivalSpec? OwnArrivals)
{
    private const int OpenLoopRequests = 2_000;
    private const int FewestRequests = 200;
    private const int RequestsPerUser = 10;

    /// <summary>Whether the batch is the number of users, because nothing else says how many there are.</summary>
    public bool UsersAreBatch(Scenario scenario) =>
        Kind == ArrivalChoice.ClosedLoop && scenario.Concurrency is null && OwnArrivals is null;

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
            : (Implied(scenario, timed, workload.Spec?.Arrivals), 1);
        bool hasRate = named.Kind is ArrivalChoice.Poisson or ArrivalChoice.Gamma or ArrivalChoice.Constant;
        ArrivalSpec? own = scenario.Arrivals is null && scenario.Rate is null && scenario.Concurrency is null && scenario.ThinkTime is null ? workload.Spec?.Arrivals : null;
        if (hasRate && scenario.Rate is null && own is null)
        {
            throw new UsageException($"arrivals {scenario.Arrivals} need a rate: give --rate");
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

        return new TrafficRule(named.Kind, own?.Cv ?? named.Cv, own);
    }

    /// <summary>The requests themselves.</summary>
    public IWorkload Build(Scenario scenario, WorkloadChoice choice, int batch, int maxModelLength, ulong seed)
    {
        ArrivalSpec? arrivals = Kind == ArrivalChoice.Trace ? null : Arrivals(scenario, batch);
        if (choice.Trace is not null)
        {
            if (scenario.InputTokens is not null || scenario.OutputTokens is not null)
            {
                throw new UsageException($"--input-tokens and --output-tokens do not go with the trace {choice.Name}, which has its own lengths");
            }

            return Kind == ArrivalChoice.Trace
                ? scenario.Requests is int count ? new FirstRequests(choice.Trace, count) : choice.Trace
                : choice.Trace.WithArrivals(arrivals!, choice.Trace.HasArrivalTimes ? scenario.Requests : Requests(scenario, arrivals!, batch), seed);
        }

        return GeneratedWorkload.Create(choice.Name, Spec(scenario, choice.Spec!), arrivals!, Requests(scenario, arrivals!, batch), seed, maxModelLength);
    }

    /// <summary>The arrivals in the words of the files.</summary>
    public string Text() => Kind switch
    {
        ArrivalChoice.Poisson => "poisson",
        ArrivalChoice.Gamma => FormattableString.Invariant($"gamma:{Cv}"),
        ArrivalChoice.Constant => "constant",
        ArrivalChoice.ClosedLoop => "closed-loop",
        ArrivalChoice.AllAtOnce => "all-at-once",
        _ => "trace",
    };

    /// <summary>The arrival process with its numbers.</summary>
    public ArrivalSpec Arrivals(Scenario scenario, int batch) => OwnArrivals ?? Kind switch
    {
        ArrivalChoice.Poisson => ArrivalSpec.Poisson(scenario.Rate!.Value),
        ArrivalChoice.Gamma => ArrivalSpec.Gamma(scenario.Rate!.Value, Cv),
        ArrivalChoice.Constant => ArrivalSpec.Constant(scenario.Rate!.Value),
        ArrivalChoice.ClosedLoop => ArrivalSpec.ClosedLoop(scenario.Concurrency ?? batch, scenario.ThinkTime ?? 0),
        ArrivalChoice.AllAtOnce => ArrivalSpec.AllAtOnce(),
        _ => throw new InvalidOperationException("a trace brings its own arrivals"),
    };

    private static ArrivalChoice Implied(Scenario scenario, bool timed, ArrivalSpec? own)
    {
        if (scenario.Rate is not null)
        {
            return ArrivalChoice.Poisson;
        }

        if (scenario.Concurrency is not null || scenario.ThinkTime is not null)
        {
            return ArrivalChoice.ClosedLoop;
        }

        return own?.Kind switch
        {
            ArrivalKind.Poisson => ArrivalChoice.Poisson,
            ArrivalKind.Gamma => ArrivalChoice.Gamma,
            ArrivalKind.Constant => ArrivalChoice.Constant,
            ArrivalKind.AllAtOnce => ArrivalChoice.AllAtOnce,
            _ => timed ? ArrivalChoice.Trace : ArrivalChoice.ClosedLoop,
        };
    }

    private static int Requests(Scenario scenario, ArrivalSpec arrivals, int batch)
    {
        int users = arrivals.Kind == ArrivalKind.ClosedLoop ? arrivals.Users : batch;
        return scenario.Requests
            ?? (arrivals.IsOpenLoop ? OpenLoopRequests : (int)Math.Min(int.MaxValue, Math.Max(FewestRequests, (long)RequestsPerUser * users)));
    }

    private static WorkloadSpec Spec(Scenario scenario, WorkloadSpec spec) => spec with
    {
        PromptTokens = scenario.InputTokens is null ? spec.PromptTokens : LengthNotation.Parse(scenario.InputTokens),
        OutputTokens = scenario.OutputTokens is null ? spec.OutputTokens : LengthNotation.Parse(scenario.OutputTokens),
    };
}
