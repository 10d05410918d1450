using InferenceSim.Scheduling;
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

    /// <param name="seed">What it is drawn from.</param>
    /// <param name="scenario">The requests, and the engine of the first group.</param>
    /// <param name="fetches">Whether prompts are computed apart, and decode replicas fetch them over slow links into reserved blocks, while some fail.</param>
    public RandomFleet(ulong seed, RandomScenario scenario, bool fetches = false)
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
                Failures = fetches || Int(0, 2) == 0 ? Failures(often: fetches) : null,
                Scaling = Int(0, 2) == 0 ? Scaling() : null,
            });
        }

        if (fetches || Int(0, 2) == 0)
        {
            // The first group computes prompts, another decodes.
            ReplicaGroup first = groups[0] with { Role = GroupRole.Prefill, Engine = Continuous(groups[0].Engine), KvLinkBytesPerSecond = fetches ? Int(1, 5) * 1e11 : Int(0, 1) * 1e12 };
            groups[0] = first;
            groups.Add(groups[^1] with
            {
                Name = "decode",
                Role = GroupRole.Decode,
                Engine = Continuous(groups[^1].Engine) with { MaxModelLength = first.Engine.MaxModelLength },
                Replicas = Int(1, 3),
                KvLinkBytesPerSecond = fetches ? 0 : Int(0, 1) * 2e12,
            });
        }

        bool pulls = fetches || Int(0, 1) == 1;
        int? layers = pulls || Int(0, 1) == 0 ? null : Int(1, 5);
        Options = new DeploymentOptions
        {
            KvTransfer = new KvTransferOptions
            {
                BytesPerToken = Int(0, 200),
                Latency = new SimDuration(Int(0, 1) * Int(0, 3_000)),
                OverlappedLayers = layers,
                PullsIntoReservedBlocks = pulls,
                SharesLinks = layers is null && Int(0, 1) == 1,
            },
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

    /// <summary>What it was played on, to look at afterwards.</summary>
    public Deployment? Played { get; private set; }

    public (SimulationReport Report, List<RequestOutcome> Outcomes) Run(EngineMode mode)
    {
        List<RequestOutcome> outcomes = [];
        Played = new Deployment(Options, mode);
        SimulationReport report = SimulationRun.Execute(
            _scenario.Start(),
            Played,
            new RunOptions { FrontEnd = _scenario.FrontEnd, OnRequest = outcomes.Add, MaxSimulatedTime = new SimDuration(1_000_000_000) });
        return (report, outcomes);
    }

    /// <summary>Prefill and decode replicas batch as vLLM, TensorRT-LLM or SGLang do.</summary>
    private static EngineOptions Continuous(EngineOptions engine) => engine with
    {
        Policy = engine.Policy == BatchingPolicy.Sglang ? BatchingPolicy.Sglang : BatchingPolicy.Vllm,
    };

    private FailureOptions Failures(bool often) => new()
    {
        MeanTimeBetween = Int(0, 1) == 0 ? new SimDuration(often ? Int(3_000, 100_000) : Int(20_000, 500_000)) : null,
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
