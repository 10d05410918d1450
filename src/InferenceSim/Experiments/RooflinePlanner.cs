using InferenceSim.Experiments.Drafting;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>Plans an engine on accelerators: formats, layout, memory, and the roofline that prices its steps.</summary>
/// <param name="parts">Finds what the scenario names.</param>
/// <param name="predictors">Shares the tables of a layout.</param>
internal sealed class RooflinePlanner(NamedParts parts, SharedPredictors predictors)
{
    private const int LargestTensorParallel = 64;
    private const double DefaultMemoryUtilization = 0.92;

    /// <summary>The most accelerators that tensor parallelism uses of itself: those that are directly connected.</summary>
    public static int MostTensorParallel(Accelerator accelerator) =>
        Math.Min(LargestTensorParallel, Math.Max(1, accelerator.Interconnect.DomainSize));

    /// <summary>The plan of <paramref name="scenario"/> with the inputs resolved so far. What does not fit, or is not built, is a plan that says so.</summary>
    /// <exception cref="UsageException">The scenario contradicts itself.</exception>
    public ScenarioPlan Plan(Scenario scenario, PointInputs inputs, ModelArchitecture model, Accelerator accelerator, EngineGeneration engine)
    {
        if (scenario.MaxModelLen > model.MaxContext)
        {
            throw new UsageException(FormattableString.Invariant(
                $"--max-model-len {scenario.MaxModelLen}: the context of {model.Name} is {model.MaxContext} tokens"));
        }

        HostOverhead host = Host(scenario, engine);
        double utilization = scenario.MemoryUtilization ?? DefaultMemoryUtilization;
        NumberFormat weights = scenario.Precision is null ? NumberFormats.Native(model) : NumberFormats.Parse(scenario.Precision);
        NumberFormat kv = scenario.KvPrecision is null ? NumberFormat.Bf16 : NumberFormats.Parse(scenario.KvPrecision);
        ServingLayout layout = new()
        {
            Model = model,
            Accelerator = accelerator,
            PipelineParallel = inputs.Pp,
            DataParallel = scenario.Dp ?? 1,
            RedundantExperts = scenario.RedundantExperts ?? 0,
            TwoBatchOverlap = scenario.TwoBatchOverlap ?? false,
            Drafter = SpeculationChoice.Of(scenario)?.Drafter(model, weights, parts.Model),
            WeightFormat = weights,
            KvFormat = kv,
            Host = host.WithStreamInterval(scenario.StreamInterval ?? 1),
            CachesWholeContext = engine.CachesWholeContext,
        };
        (layout, MemoryPlan? memory, string? unsupported) = Fit(layout, scenario, inputs, utilization);
        layout = layout with { Host = layout.Host.WithSlots(inputs.Batch!.Value, layout.Accelerators, layout.Parts) };
        inputs = inputs with
        {
            Model = model.Name,
            Gpu = accelerator.Name,
            Tp = layout.TensorParallel,
            Dp = layout.DataParallel,
            Ep = layout.ExpertParallel,
            Gpus = layout.Accelerators,
            WeightPrecision = NumberFormats.Name(weights),
            KvPrecision = NumberFormats.Name(kv),
            Predictor = "roofline",
            Host = scenario.Host ?? host.Name,
            HardwareEvidence = accelerator.KernelEvidence.ToString().ToLowerInvariant(),
            MemoryUtilization = utilization,
        };
        ScenarioPlan plan = new() { Inputs = inputs, Layout = layout, BlockBytes = memory?.BlockBytes };
        if (unsupported is not null)
        {
            return plan.Refused(PointStatus.Unsupported, unsupported);
        }

        if (scenario.Preemption == "swap" && memory!.Feasible)
        {
            plan = plan with { Swap = SwapChoice.Of(scenario, layout, memory.BlockBytes) };
            if (plan.Swap is null)
            {
                return plan.Refused(PointStatus.Unsupported, $"--preemption swap: the rate of {accelerator.Name} to its host is not known");
            }
        }

        return memory!.Feasible
            ? WithContextLimit(
                plan with { WeightBytes = memory.WeightBytes, Roofline = predictors.Of(layout) },
                scenario.KvBlocks ?? memory.Blocks, scenario.MaxModelLen, model.MaxContext)
            : plan.Refused(PointStatus.Infeasible, memory.Reason!);
    }

    private static ScenarioPlan WithContextLimit(ScenarioPlan plan, int blocks, int? asked, int modelContext)
    {
        PointInputs inputs = plan.Inputs;
        int ofOneRank = blocks / Math.Max(1, inputs.Dp ?? 1); // where a sequence lives
        long tokens = (long)ofOneRank * inputs.BlockSize!.Value;
        plan = plan with { Inputs = inputs with { KvBlocks = blocks, MaxModelLen = asked ?? (int)Math.Min(modelContext, tokens) } };
        return asked > tokens
            ? plan.Refused(PointStatus.Infeasible, FormattableString.Invariant(
                $"a request of {asked} tokens (--max-model-len) does not fit into the KV cache: {ofOneRank} blocks x {inputs.BlockSize} tokens = {tokens} tokens"))
            : plan;
    }

    /// <summary>The layout as asked for, or the smallest power of two of accelerators that holds the model.</summary>
    private static (ServingLayout Layout, MemoryPlan? Memory, string? Unsupported) Fit(
        ServingLayout layout, Scenario scenario, PointInputs inputs, double utilization)
    {
        (ServingLayout Layout, MemoryPlan? Memory, string? Unsupported)? best = null;
        int ranks = layout.DataParallel;
        int most = scenario.Tp ?? MostTensorParallel(layout.Accelerator);
        for (int n = scenario.Tp ?? 1; n <= most; n *= 2)
        {
            ServingLayout candidate = layout with { TensorParallel = n, ExpertParallel = scenario.Ep ?? (ranks > 1 ? n * ranks : 1) };
            string? unsupported = candidate.Unsupported() ?? SharesNoExperts(candidate);
            MemoryPlan? memory = unsupported is null
                ? MemoryPlan.Create(candidate, utilization, inputs.BlockSize!.Value, inputs.Batch!.Value, TokensOfARank(inputs, layout.Accelerator, ranks))
                : null;

            // The first that fits is it; if none does, the first refusal says most about why.
            if (memory is { Feasible: true })
            {
                return (candidate, memory, null);
            }

            best ??= (candidate, memory, unsupported);
        }

        return best!.Value;
    }

    // Ranks share a step's tokens evenly in the mean, but one may get a prompt alone: as much as an engine takes by default.
    private static int TokensOfARank(PointInputs inputs, Accelerator accelerator, int ranks) =>
        Math.Max((inputs.TokenBudget!.Value + ranks - 1) / ranks, Math.Min(inputs.TokenBudget.Value, EngineDefaults.For(accelerator, offline: false).TokenBudget));

    private static string? SharesNoExperts(ServingLayout layout) =>
        layout is { DataParallel: > 1, ExpertParallel: 1 } ? $"dp {layout.DataParallel} without shared experts is as many replicas: give --replicas {layout.DataParallel}" : null;

    /// <summary>The host terms, if they are the engine's or nobody's: those of another engine would be a mistake.</summary>
    private HostOverhead Host(Scenario scenario, EngineGeneration engine)
    {
        HostOverhead host = parts.Host(scenario.Host ?? engine.Hosts[0]);
        return engine.Hosts[0] == host.Name || EngineTable.Shipped.Generations.All(g => g.Hosts[0] != host.Name)
            ? host
            : throw new UsageException($"--host {scenario.Host}: these are host terms of {host.Name}, which do not go with --engine {engine.Name}: give --engine {host.Name}");
    }
}
