using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Scheduling;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments.Validation;

/// <summary>Turns measurements into plays: names looked up, protocol and engine applied, memory planned.</summary>
/// <param name="protocols">How sources measure.</param>
/// <param name="names">What names mean.</param>
/// <param name="engines">What engines do.</param>
public sealed class MeasurementPlanner(ProtocolTable protocols, NameTable names, EngineTable engines)
{
    private const double LowestShareOfNominal = 0.8;
    private const double MeanShareOfNominal = 0.9;
    private const int ContextSlack = 16;
    private const string StaticPolicy = "static";

    /// <summary>A planner with the tables that come with the library.</summary>
    public MeasurementPlanner()
        : this(ProtocolTable.Shipped, NameTable.Shipped, EngineTable.Shipped)
    {
    }

    /// <summary>The plan of <paramref name="measurement"/>.</summary>
    public MeasurementPlan Plan(Measurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        Protocol protocol = protocols.Find(measurement.SourceKey);
        MeasurementPlan plan = new(measurement, ValidationStatus.Ok, null, protocol);
        if (measurement.Missing() is string missing)
        {
            return plan with { Status = ValidationStatus.Incomplete, Reason = missing };
        }

        if (NotScored(measurement) is string excluded)
        {
            return plan with { Status = ValidationStatus.Excluded, Reason = excluded };
        }

        return names.Model(measurement.Model) is not { } model ? Unsupported(plan, $"model '{measurement.Model}' is not in the catalog")
            : !AcceleratorCatalog.TryFind(measurement.Gpu, out Accelerator? gpu) ? Unsupported(plan, $"accelerator '{measurement.Gpu}' is not in the catalog")
            : ResolvedEngine.Of(measurement, protocol, engines, names, model, gpu) is not { } engine ? Unsupported(plan, $"engine '{measurement.Engine}' has no generation in the table")
            : WithLayout(plan with { Generation = engine.Generation }, model, gpu, engine);
    }

    private static string? NotScored(Measurement measurement) =>
        measurement.Quality == "C" ? "quality C: not to be scored"
        : measurement.SourceKey.EndsWith("-disagg", StringComparison.Ordinal) ? "prefill and decode on separate accelerators: layout only partly known"
        : measurement.SpeculativeDecoding is not ("" or "none" or "assumed none") ? $"speculative decoding: {measurement.SpeculativeDecoding}"
        : null;

    private static MeasurementPlan Unsupported(MeasurementPlan plan, string reason) =>
        plan with { Status = ValidationStatus.Unsupported, Reason = reason };

    private MeasurementPlan WithLayout(MeasurementPlan plan, ModelArchitecture model, Accelerator gpu, ResolvedEngine engine)
    {
        Measurement m = plan.Measurement;
        if (names.Precision(m.WeightPrecision, model) is not { } weights)
        {
            return Unsupported(plan, $"weight precision '{m.WeightPrecision}' is in no table");
        }

        if (names.Precision(engine.KvPrecision) is not { } kv)
        {
            return Unsupported(plan, $"KV precision '{engine.KvPrecision}' is in no table");
        }


        // Data-parallel ranks that share experts (attention data parallelism) are one instance; without that they are replicas of their own.
        int? ep = NotedFlags.Of(m).SplitsExperts ? 1 : m.Ep;
        bool shared = m.Dp > 1 && (ep > 1 || (engine.Generation.SharesExperts && model.Experts is not null));
        ServingLayout layout = new()
        {
            Model = model,
            Accelerator = gpu,
            TensorParallel = m.Tp!.Value,
            PipelineParallel = m.Pp ?? 1,
            DataParallel = shared ? m.Dp!.Value : 1,
            ExpertParallel = model.Experts is null ? 1 : shared && ep is not > 1 ? m.Gpus!.Value : ep ?? 1,
            WeightFormat = weights,
            KvFormat = kv,
            Host = engine.Host,
            Collectives = engine.Collectives,
            CachesWholeContext = engine.Generation.CachesWholeContext,
        };
        int replicas = shared ? 1 : m.Dp ?? 1;
        return layout.Accelerators * replicas != m.Gpus ? Unsupported(plan, $"tp {m.Tp} x pp {m.Pp ?? 1} x dp {m.Dp ?? 1} are not the {m.Gpus} accelerators")
            : layout.Unsupported() is string reason ? Unsupported(plan, reason)
            : WithMemory(plan, layout, engine, replicas);
    }

    private static MeasurementPlan WithMemory(MeasurementPlan plan, ServingLayout layout, ResolvedEngine engine, int replicas)
    {
        Measurement m = plan.Measurement;
        bool isStatic = plan.Protocol.StaticBatch == true && m.Mode == MeasuredMode.Offline;
        int batch = isStatic ? m.MaxSequences ?? (int)m.Load!.Value : engine.MaxSequences;
        (ILengthDistribution input, ILengthDistribution output, int longest) = Lengths(m, plan.Protocol);
        int budget = Budget(engine, isStatic, batch, Longest(input));
        (int blocks, string? starved) = EngineMemory.Blocks(layout, engine, batch, budget, longest);
        if (starved is not null || (long)blocks * engine.Generation.BlockSize < longest)
        {
            string reason = starved ?? $"a request of {longest} tokens does not fit into {blocks} blocks of {engine.Generation.BlockSize} tokens";
            return plan with { Status = ValidationStatus.Infeasible, Reason = reason };
        }

        (ArrivalSpec arrivals, int requests) = Traffic(m, plan.Protocol, replicas, isStatic ? batch : null);

        // Each rank has limits of its own. The token budget is multiplied by them only where they begin prompts together: else they seldom do so in the same step, and all wait for one that does.
        int ranks = layout.DataParallel;
        RankBalance? balance = ranks > 1 && engine.PrefillWaitSteps is int wait ? new RankBalance(ranks, wait) : null;
        EngineOptions options = new()
        {
            MaxSequences = batch * ranks,
            TokenBudget = balance is null ? Math.Max(budget, batch * ranks) : Math.Max(budget, batch) * ranks,
            RankBalance = balance,
            Blocks = blocks,
            BlockSize = engine.Generation.BlockSize,
            MaxModelLength = longest,
            PrefixCaching = engine.PrefixCaching,
            AsyncScheduling = engine.Generation.AsyncScheduling && layout.PipelineParallel == 1,
            PipelineStages = layout.PipelineParallel,
            BatchWait = balance is null ? engine.BatchWait : null,
            ReceiveIntervalSteps = engine.ReceiveIntervalSteps,
        };
        PlaySpec spec = new()
        {
            Layout = layout,
            Engine = BatchingPolicies.Apply(isStatic ? StaticPolicy : engine.Policy, options) with { ChunkedPrefill = engine.ChunkedPrefill },
            Arrivals = arrivals,
            InputTokens = input,
            SharedPrefix = SharedPrefix(m, engine, input),
            OutputTokens = output,
            Requests = requests,
            Replicas = replicas,
            InProcess = plan.Protocol.InProcess!.Value,
            FrontEndRequestSeconds = engine.FrontEndRequestSeconds,
            StreamInterval = plan.Protocol.InProcess.Value ? 0 : engine.StreamInterval,
            Throughput = plan.Protocol.Throughput!.Value,
        };
        bool suspect = m.SuspectReason.Length > 0;
        return plan with { Status = suspect ? ValidationStatus.Suspect : ValidationStatus.Ok, Reason = suspect ? m.SuspectReason : null, Spec = spec };
    }

    // An engine that cannot cut prompts refuses those above its budget, so one that served them had room for a prompt beside its decodes.
    private static int Budget(ResolvedEngine engine, bool isStatic, int batch, int longestPrompt) =>
        isStatic ? Math.Max(engine.TokenBudget, batch)
        : engine.ChunkedPrefill ? engine.TokenBudget
        : Math.Max(engine.TokenBudget, longestPrompt + Math.Min(batch, longestPrompt));

    private static SharedPrefixSpec? SharedPrefix(Measurement m, ResolvedEngine engine, ILengthDistribution input)
    {
        if (engine.DistinctPrompts is int prompts)
        {
            return new SharedPrefixSpec(prompts, new FixedLength(Math.Max(1, Longest(input) - 1)), ZipfExponent: 0);
        }

        int cached = (int)(input.Mean!.Value * (NotedFlags.Of(m).PrefixHitRate ?? 0));
        return cached > 0 ? new SharedPrefixSpec(1, new FixedLength(cached)) : null;
    }

    private static (ILengthDistribution Input, ILengthDistribution Output, int Longest) Lengths(Measurement m, Protocol protocol)
    {
        LengthLaw law = protocol.Lengths!.Value;
        double isl = m.InputTokens!.Value, osl = m.OutputTokens!.Value;
        (ILengthDistribution input, ILengthDistribution output) =
            protocol.DatasetLengths!.FirstOrDefault(d => m.Dataset.Contains(d.Dataset, StringComparison.OrdinalIgnoreCase)) is { } known
                ? (DatasetLengths.WithMean(known.PromptTokens, isl), DatasetLengths.WithMean(known.OutputTokens, osl))
                : ((ILengthDistribution)Length(isl, law), Length(osl, law));
        return (input, output, Longest(input) + Longest(output) + ContextSlack);
    }

    private static ILengthDistribution Length(double published, LengthLaw law)
    {
        int tokens = Math.Max(1, (int)Math.Round(law == LengthLaw.UniformAroundMean ? published / MeanShareOfNominal : published));
        return law == LengthLaw.Fixed || tokens == 1 ? new FixedLength(tokens) : new UniformLength(tokens, LowestShareOfNominal, UniformRule.From);
    }

    private static int Longest(ILengthDistribution length) => length switch
    {
        UniformLength uniform => uniform.Maximum,
        CdfLength cdf => (int)Math.Ceiling(cdf.Points[^1][0]),
        _ => ((FixedLength)length).Tokens,
    };

    private static (ArrivalSpec Arrivals, int Requests) Traffic(Measurement m, Protocol protocol, int replicas, int? staticBatch)
    {
        double load = m.Load!.Value;
        switch (m.Mode)
        {
            case MeasuredMode.ClosedLoop:
                int users = Math.Max(1, (int)Math.Round(load / replicas));
                int perUser = protocol.RequestsPerUser!.Value;
                return (ArrivalSpec.ClosedLoop(users), Math.Max(protocol.FewestRequests!.Value, perUser * users));
            case MeasuredMode.OpenLoop when double.IsFinite(load):
                double rate = load / replicas;
                int requests = protocol.Seconds is double seconds ? (int)Math.Ceiling(seconds * rate) : protocol.Requests!.Value;
                return (protocol.ConstantGaps == true ? ArrivalSpec.Constant(rate) : ArrivalSpec.Poisson(rate), Math.Max(1, requests));
            default:
                int listed = protocol.OfflineRequests!.FirstOrDefault(o => o.Isl == m.InputTokens && o.Osl == m.OutputTokens)?.Requests ?? protocol.Requests!.Value;
                int submitted = double.IsFinite(load) ? (int)Math.Round(load) : listed;
                return (ArrivalSpec.AllAtOnce(), staticBatch ?? Math.Max(1, submitted / replicas));
        }
    }
}
