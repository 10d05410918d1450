using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>A small fleet drawn from a seed: the requests of a <see cref="RandomScenario"/> over one to three groups of unlike engines, behind any router.</summary>
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
            });
        }

        Options = new DeploymentOptions
        {
            Groups = groups,
            Router = (RouterKind)Int(0, (int)RouterKind.CentralQueue),
            RouterStaleness = new SimDuration(Int(0, 1) * Int(0, 20_000)),
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
            new RunOptions { OnRequest = outcomes.Add, MaxSimulatedTime = new SimDuration(1_000_000_000_000) });
        return (report, outcomes);
    }

    private int Int(int from, int to) => from + (int)(_random.NextUniform() * (to - from + 1));
}
