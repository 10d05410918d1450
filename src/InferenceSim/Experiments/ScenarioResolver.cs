using InferenceSim.Economics;
using InferenceSim.Experiments.Drafting;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments;

/// <summary>
/// Turns scenarios into plans: names looked up, defaults filled in, memory planned. What it reads it reads once and shares; safe for
/// several threads.
/// </summary>
/// <param name="files">Opens the files that scenarios name.</param>
public sealed class ScenarioResolver(IFileSource files)
{
    private const int DefaultBlockSize = 16;
    private const int DefaultUsers = 64;
    private const int DefaultSeed = 1;

    // vLLM's budget and limit where it knows no device (scheduler configuration without a usage context).
    private static readonly EngineDefaults s_unknownDevice = new(2_048, 128);

    private readonly NamedParts _parts = new(files);
    private readonly SharedPredictors _predictors = new();
    private readonly SharedWorkloads _workloads = new();

    /// <summary>Whether a text is a path rather than a catalog name: it has a slash or the ending of a file.</summary>
    public static bool IsPath(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return NamedParts.IsPath(nameOrPath);
    }

    /// <summary>The plan of <paramref name="scenario"/>. A model that does not fit, or is not built, is a plan that says so.</summary>
    /// <exception cref="UsageException">The scenario contradicts itself or names something that does not exist.</exception>
    /// <exception cref="InvalidConfigurationException">A file that it names is wrong.</exception>
    public ScenarioPlan Plan(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (((object?[])[scenario.Groups, scenario.Replicas, scenario.Pools]).Count(given => given is not null) > 1)
        {
            throw new UsageException("--replicas, --pools and groups say the same thing, how many replicas there are: give one of them");
        }

        IReadOnlyList<GroupChoice> groups = scenario.Groups ?? (scenario.Pools is null ? null : PoolsText.Parse(scenario.Pools)) ?? [new GroupChoice("replicas", scenario.Replicas ?? 1, [])];
        ScenarioPlan plan = DeploymentPlanner.Plan(scenario, [.. groups.Select(g => new GroupPlan(g.Name, g.Replicas, PlanReplica(g.Of(scenario))) { Role = g.Role }.WithCapacity())]);
        return plan.Status == PointStatus.Ok ? WithWorkload(plan) : plan;
    }

    /// <summary>The plan of one replica: its engine and what prices it, without a workload.</summary>
    private ScenarioPlan PlanReplica(Scenario scenario)
    {
        scenario = scenario.WithDefaults();
        bool linear = IsLinear(scenario);
        EngineGeneration engine = EngineChoice.Of(scenario);
        scenario = linear ? scenario with { AsyncScheduling = scenario.AsyncScheduling ?? false } : EngineChoice.Fill(scenario, engine);
        EngineChoice.Check(scenario);
        (WorkloadChoice choice, TrafficRule traffic) = Traffic(scenario);
        Accelerator? accelerator = linear ? null : _parts.Accelerator(scenario.Gpu!);
        ModelArchitecture? model = linear ? null : _parts.Model(scenario.Model!);
        EngineDefaults defaults = accelerator is null
            ? s_unknownDevice
            : EngineDefaults.For(accelerator, offline: traffic.Kind == ArrivalChoice.AllAtOnce);
        defaults = linear ? defaults : new(engine.TokenBudget ?? defaults.TokenBudget, engine.MaxSequences ?? defaults.MaxSequences);
        int batch = Batch(scenario, traffic, defaults);
        int budget = Budget(scenario, defaults, batch, model);
        SpeculationChoice? speculation = SpeculationChoice.Of(scenario);
        PointInputs inputs = Inputs(scenario, choice, traffic, batch, budget) with
        {
            SpecAcceptance = speculation?.Acceptance(scenario.SpecAcceptance, model?.Name),
        };
        ScenarioPlan plan = linear
            ? LinearPlanner.Plan(scenario, inputs)
            : new RooflinePlanner(_parts, _predictors).Plan(scenario, inputs with { Engine = engine.Name }, model!, accelerator!, engine);
        return WithEngine(WithMoney(plan, scenario, accelerator), traffic);
    }

    /// <summary>
    /// Looks up everything that the scenarios name, so that a wrong name or a broken file ends an experiment before it begins.
    /// </summary>
    /// <exception cref="UsageException">A scenario contradicts itself or names something that does not exist.</exception>
    /// <exception cref="InvalidConfigurationException">A file is wrong.</exception>
    public void Check(IEnumerable<Scenario> scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        foreach (Scenario scenario in scenarios)
        {
            _ = Plan(scenario);
        }
    }

    /// <summary>The most accelerators that tensor parallelism uses of itself: those that are directly connected.</summary>
    internal int MostTensorParallelOf(Scenario scenario) => RooflinePlanner.MostTensorParallel(_parts.Accelerator(scenario.WithDefaults().Gpu!));

    /// <summary>The requests of <paramref name="scenario"/> without an engine: for looking at them.</summary>
    /// <exception cref="UsageException">The scenario contradicts itself or names something that does not exist.</exception>
    /// <exception cref="InvalidConfigurationException">A file that it names is wrong.</exception>
    public IWorkload Workload(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (scenario.Tenants is not null)
        {
            return TenantRule.Of(scenario, _parts).Build(scenario.Batch ?? DefaultUsers, scenario.MaxModelLen ?? int.MaxValue, RandomSeed(scenario));
        }

        WorkloadChoice choice = _parts.Workload(scenario);

        // A trace without times is looked at as it is: its lengths need no arrivals.
        bool asItIs = choice.Trace is not null && scenario is { Arrivals: null, Rate: null, Concurrency: null, ThinkTime: null };
        if (asItIs && (choice.Trace!.HasArrivalTimes || choice.Profile is null && scenario.Duration is null))
        {
            return new TrafficRule(ArrivalChoice.Trace, 0, null, choice.Profile).Recorded(scenario, choice.Trace, RandomSeed(scenario));
        }

        return TrafficRule.Of(scenario, choice).Build(
                scenario, choice, scenario.Batch ?? DefaultUsers, scenario.MaxModelLen ?? int.MaxValue, RandomSeed(scenario));
    }

    private (WorkloadChoice Choice, TrafficRule Traffic) Traffic(Scenario scenario)
    {
        if (scenario.Tenants is null)
        {
            WorkloadChoice choice = _parts.Workload(scenario);
            return (choice, TrafficRule.Of(scenario, choice));
        }

        TenantRule tenants = TenantRule.Of(scenario, _parts);
        return (new WorkloadChoice(tenants.Name, null, null), TrafficRule.Of(tenants));
    }

    private static bool IsLinear(Scenario scenario)
    {
        scenario.Predictor?.Validate();
        return scenario.Predictor?.Kind == "linear"
            && (scenario.KvBlocks is not null ? true : throw new UsageException("the linear predictor knows no memory: give kv_blocks"));
    }

    private static int Batch(Scenario scenario, TrafficRule traffic, EngineDefaults defaults)
    {
        int batch = scenario.Batch
            ?? (traffic.UsersAreBatch(scenario) ? DefaultUsers : Math.Min(defaults.MaxSequences, scenario.TokenBudget ?? int.MaxValue));
        return scenario.TokenBudget < batch
            ? throw new UsageException(FormattableString.Invariant(
                $"--batch {batch} is above --token-budget {scenario.TokenBudget}: every sequence of a batch needs a token in each step"))
            : batch;
    }

    // Only defaults bend: vLLM caps its own budget at what the sequences could use, and a batch that was asked for raises it.
    private static int Budget(Scenario scenario, EngineDefaults defaults, int batch, ModelArchitecture? model)
    {
        long longest = scenario.MaxModelLen ?? model?.MaxContext ?? int.MaxValue;
        return scenario.TokenBudget ?? (int)Math.Max(batch, Math.Min(defaults.TokenBudget, batch * longest));
    }

    private static PointInputs Inputs(Scenario scenario, WorkloadChoice choice, TrafficRule traffic, int batch, int budget) => new()
    {
        Scenario = scenario,
        Policy = scenario.Policy ?? "vllm",
        Pp = scenario.Pp ?? 1,
        Batch = batch,
        TokenBudget = budget,
        PrefixCaching = scenario.PrefixCaching ?? true,
        AsyncScheduling = scenario.AsyncScheduling ?? false,
        Workload = choice.Name,
        Arrivals = traffic.Text(),
        RequestsPerSecond = traffic.OwnArrivals is { IsOpenLoop: true } own ? own.Rate : scenario.Rate ?? traffic.Tenants?.RequestsPerSecond,
        Requests = scenario.Requests,
        Seed = scenario.Seed ?? DefaultSeed,
        BlockSize = scenario.BlockSize ?? DefaultBlockSize,
        MaxModelLen = scenario.MaxModelLen,
        KvBlocks = scenario.KvBlocks,
        Replications = scenario.Replications ?? 1,
    };

    private static ScenarioPlan WithMoney(ScenarioPlan plan, Scenario scenario, Accelerator? accelerator)
    {
        GpuPrice? price = EconomicsRule.Price(scenario, accelerator);
        EconomicsTerms? terms = EconomicsRule.Terms(scenario, price, accelerator);
        return plan with
        {
            Inputs = plan.Inputs with { TokenPrices = terms?.Prices },
            Price = price,
            Economics = terms,
        };
    }

    private static ScenarioPlan WithEngine(ScenarioPlan plan, TrafficRule traffic)
    {
        if (plan.Status != PointStatus.Ok)
        {
            return plan;
        }

        PointInputs inputs = plan.Inputs;
        SpeculationChoice? speculation = SpeculationChoice.Of(inputs.Scenario);
        return plan with
        {
            Engine = BatchingPolicies.Apply(inputs.Policy!, new EngineOptions
            {
                MaxSequences = inputs.Batch!.Value,
                TokenBudget = speculation?.BudgetBeside(inputs.TokenBudget!.Value, inputs.Batch.Value) ?? inputs.TokenBudget!.Value,
                Blocks = inputs.KvBlocks!.Value,
                BlockSize = inputs.BlockSize!.Value,
                MaxModelLength = inputs.MaxModelLen!.Value,
                PrefixCaching = inputs.PrefixCaching!.Value,
                AsyncScheduling = inputs.AsyncScheduling,
                KvTiers = KvTiers(inputs.Scenario, plan),
                KvLoad = KvLoadText.Of(inputs.Scenario, inputs.Policy!),
                KvFetch = inputs.Scenario.KvFetch == "always" ? KvFetchPolicy.Always : KvFetchPolicy.IfFaster,
                PipelineStages = inputs.Pp,
                Speculation = speculation?.Engine(inputs.SpecAcceptance!, RandomSeed(inputs.Scenario)),
                Order = QueueOrders.Of(inputs.Scenario.Order ?? QueueOrders.Names[0]),
                Deadlines = QueueOrders.Deadlines(inputs.Scenario, traffic),
                RankBalance = inputs.Scenario.PrefillWaitSteps is int wait and > 0 ? new RankBalance(inputs.Dp!.Value, wait) : null,
                BatchWait = inputs.Scenario.BatchWaitSteps is int most and > 0
                    ? new BatchWait(most, (int)Math.Ceiling((inputs.Scenario.BatchWaitShare ?? 1) * inputs.TokenBudget!.Value))
                    : null,
                ReceiveIntervalSteps = inputs.Scenario.ReceiveIntervalSteps ?? 1,
                Swap = plan.Swap,
            }),
        };
    }

    private ScenarioPlan WithWorkload(ScenarioPlan plan)
    {
        PointInputs inputs = plan.Inputs;
        Scenario scenario = inputs.Scenario;
        (WorkloadChoice choice, TrafficRule traffic) = Traffic(scenario);
        int places = (int)Math.Min(int.MaxValue, plan.Groups.Sum(g => (long)g.Replicas * g.Replica.Engine!.MaxSequences));
        int longest = plan.Groups.Max(g => g.Replica.Engine!.MaxModelLength);
        IWorkload workload = _workloads.Of(
            scenario, traffic.HasRate ? 0 : places, longest, () => traffic.Build(scenario, choice, places, longest, RandomSeed(scenario)));
        if (scenario.Tenants is null)
        {
            workload = PatienceText.Clients(scenario, workload, RandomSeed(scenario));
        }

        return plan with
        {
            Seed = RandomSeed(scenario),
            Inputs = inputs with
            {
                Requests = workload.RequestCount,
                Concurrency = traffic.Kind == ArrivalChoice.ClosedLoop ? traffic.Arrivals(scenario, places).Users : null,
            },
            Workload = workload,
            Assumed = EconomicsRule.Assumed(scenario, inputs.Gpus ?? 1),
            Run = new RunOptions
            {
                FrontEnd = FrontEndTimes.Of(plan.Layout?.Host, plan.Groups.Sum(g => g.Replicas)),
                Mode = scenario.EngineMode == "step" ? EngineMode.Step : EngineMode.Leap,
                MaxSimulatedTime = Seconds(scenario.MaxSimTime),
                Warmup = Seconds(scenario.Warmup) ?? SimDuration.Zero,
                Window = Seconds(scenario.Measure),
                SloTtft = Seconds(scenario.SloTtftMs / 1000),
                SloTpot = Seconds(scenario.SloTpotMs / 1000),
                Tenants = traffic.Tenants?.Terms ?? [],
            },
        };
    }

    private static IReadOnlyList<KvTierOptions> KvTiers(Scenario scenario, ScenarioPlan plan)
    {
        if (scenario.KvTiers is null || KvTierText.Parse(scenario.KvTiers) is not { Count: > 0 } tiers)
        {
            return [];
        }

        if (plan is not { Layout: { } layout, BlockBytes: { } blockBytes })
        {
            throw new UsageException("--kv-tiers need a model and an accelerator: the linear predictor knows no size of the KV cache");
        }

        return plan.Inputs.PrefixCaching == true && plan.Inputs.Policy != "static"
            ? [.. tiers.Select(t => t.Options(layout.Accelerator, plan.Inputs.Gpus!.Value, blockBytes))]
            : throw new UsageException("--kv-tiers go with prefix caching: what falls into them are cached prefixes");
    }

    /// <summary>The seed of a run: the user's own for the first replication, and one that follows from it for each later one.</summary>
    private static ulong RandomSeed(Scenario scenario)
    {
        ulong seed = (ulong)(scenario.Seed ?? DefaultSeed);
        return scenario.Replication == 0 ? seed : RandomStream.For(seed, "replication", scenario.Replication).NextUInt64();
    }

    private static SimDuration? Seconds(double? seconds) => seconds is double s ? SimDuration.FromSeconds(s) : null;
}
