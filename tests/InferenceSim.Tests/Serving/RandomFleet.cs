using InferenceSim.Serving;
using InferenceSim.Serving.Capacity;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>A small fleet drawn from a seed: the requests of a <see cref="RandomScenario"/> over one to three groups of unlike engines, behind any router, with failures, scaling and limits.</summary>
internal sealed class RandomFleet
{
    private readonly RandomScenario _scenario;
    private readonly RandomStream _random;

    public RandomFleet(ulong seed)
        : this(seed, new RandomScenario(seed))
    {
    }

    public RandomFleet(ulong seed, RandomScenario scenario)
    {
        _scenario = scenario;
        _random = RandomStream.For(seed, "fleet");
        List<ReplicaGroup> groups = [];
        for (int i = 0; i <= Int(0, 2); i++)
        {
            RandomScenario own = i == 0 ? _scenario : new RandomScenario(seed + (ulong)(1_000_003 * i));
            groups.Add(new ReplicaGroup
            {
                Name = $"group {i}",
                Engine = own.Options with { ReserveFullSequence = true },
                Predictor = own.Predictor,
                Replicas = Int(1, 4),
                Failures = Int(0, 2) == 0 ? Failures() : null,
                Scaling = Int(0, 2) == 0 ? Scaling() : null,
            });
        }

        Options = new DeploymentOptions
        {
            Groups = groups,
            Router = (RouterKind)Int(0, (int)RouterKind.CentralQueue),
            RouterStaleness = new SimDuration(Int(0, 1) * Int(0, 20_000)),
            MaxOutstanding = Int(0, 3) == 0 ? Int(1, 30) : null,
            MaxWaiting = Int(0, 3) == 0 ? Int(1, 10) : null,
            Seed = seed,
        };
    }

    public DeploymentOptions Options { get; init; }

    public int Requests => _scenario.Requests;

    public (SimulationReport Report, List<RequestOutcome> Outcomes) Run(EngineMode mode)
    {
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(
            _scenario.Start(),
            new Deployment(Options, mode),
            new RunOptions { FrontEnd = _scenario.FrontEnd, OnRequest = outcomes.Add, MaxSimulatedTime = new SimDuration(1_000_000_000) });
        return (report, outcomes);
    }

    private FailureOptions Failures() => new()
    {
        MeanTimeBetween = Int(0, 1) == 0 ? new SimDuration(Int(20_000, 500_000)) : null,
        MeanTimeToRepair = new SimDuration(Int(0, 1) * Int(1, 50_000)),
        Outages = Int(0, 1) == 0 ? [] : [new Outage(0, new SimDuration(Int(0, 50_000)), new SimDuration(Int(0, 50_000)))],
        Retries = Int(0, 3),
        PaidWhileDown = Int(0, 1) == 0,
    };

    private ScalingOptions Scaling() => new()
    {
        Signal = Int(0, 4) is int signal and < 4 ? (ScalingSignal)signal : null,
        Target = 0.1 * Int(1, 30),
        MinReplicas = Int(0, 2),
        MaxReplicas = Int(2, 5),
        Interval = new SimDuration(Int(2_000, 50_000)),
        StartUp = new SimDuration(Int(0, 20_000)),
        CoolDown = new SimDuration(Int(0, 30_000)),
        Schedule = Int(0, 1) == 0 ? [] : [(SimDuration.Zero, Int(0, 3)), (new SimDuration(Int(1, 50_000)), Int(1, 4))],
    };

    private int Int(int from, int to) => from + (int)(_random.NextUniform() * (to - from + 1));
}
