using InferenceSim.Models;
using InferenceSim.Simulation;

namespace InferenceSim.Timing;

/// <summary>
/// Where one accelerator's memory goes and how many KV blocks are left, as an engine finds out at start-up:
/// <c>usable x utilization - weights - activations - runtime</c>.
/// </summary>
public sealed record MemoryPlan
{
    // Context, kernels' workspaces and captured graphs. With the activations below, 2.5 GB in all for a 70B model at 8,192 tokens a step:
    // what measured single-H100 rows of Llama-70B in fp8 need to fit and not to starve.
    private const long RuntimeBytes = 800_000_000;

    // Buffers of the collective library: 342 to 392 MB measured (aiconfigurator, 2026-08-21).
    private const long CollectiveBytes = 370_000_000;

    /// <summary>Whether the model fits with at least one block for sequences.</summary>
    public required bool Feasible { get; init; }

    /// <summary>The arithmetic, and what would fit, where it does not; <c>null</c> where it does.</summary>
    public string? Reason { get; init; }

    /// <summary>What the device shows times the utilization share.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Weights on one accelerator, scales included.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Most activations alive at once on one accelerator, for a step that uses the whole token budget or samples from every sequence.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>Context, workspaces, captured graphs, and buffers of the collective library.</summary>
    public required long RuntimeReserveBytes { get; init; }

    /// <summary>Windows of sliding layers, kept for every sequence that may run; 0 where such layers are cached over the whole context.</summary>
    public required long WindowBytes { get; init; }

    /// <summary>Bytes of one block on one accelerator.</summary>
    public required long BlockBytes { get; init; }

    /// <summary>Blocks that sequences can use, of all data-parallel ranks together; the engine's null block is not among them.</summary>
    public required int Blocks { get; init; }

    /// <summary>Tokens that those blocks hold.</summary>
    public required long KvTokens { get; init; }

    /// <summary>Longest prompt and output together unless the user gives another: the model's context, or fewer if the cache holds fewer.</summary>
    public required int DefaultMaxModelLength { get; init; }

    /// <summary>Plans the memory of one accelerator of <paramref name="layout"/>.</summary>
    /// <param name="layout">A layout that <see cref="ServingLayout.Unsupported"/> does not refuse.</param>
    /// <param name="memoryUtilization">Share of the shown memory that the engine may use (<c>gpu_memory_utilization</c>), above 0 and at most 1.</param>
    /// <param name="blockSize">Tokens in a block.</param>
    /// <param name="maxSequences">Most sequences sampled in a step.</param>
    /// <param name="tokenBudget">Most tokens in a step.</param>
    /// <exception cref="InvalidConfigurationException">The utilization is out of range.</exception>
    public static MemoryPlan Create(ServingLayout layout, double memoryUtilization, int blockSize, int maxSequences, int tokenBudget)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        if (!(memoryUtilization > 0 && memoryUtilization <= 1))
        {
            throw new InvalidConfigurationException(
                FormattableString.Invariant($"memory utilization {memoryUtilization} is out of range: above 0 and at most 1"));
        }

        MemoryPlan plan = Measure(layout, memoryUtilization, blockSize, maxSequences, tokenBudget);
        return plan.Feasible ? plan : plan with { Reason = MemoryAdvice.Reason(plan, layout, memoryUtilization, blockSize, maxSequences, tokenBudget) };
    }

    /// <summary>The plan without the search for what would fit.</summary>
    internal static MemoryPlan Measure(ServingLayout layout, double memoryUtilization, int blockSize, int maxSequences, int tokenBudget)
    {
        long budget = (long)(layout.Accelerator.UsableBytes * memoryUtilization);
        long weights = WeightPlan.PerDevice(layout);
        long activations = Activations(layout, maxSequences, tokenBudget);
        long runtime = RuntimeBytes + (layout.Accelerators > 1 ? CollectiveBytes : 0);
        (long block, long windows) = Cache(layout, budget - weights - activations - runtime, blockSize, maxSequences);
        long left = budget - weights - activations - runtime - windows;

        // vLLM sets one block aside as the null block; every data-parallel rank has a pool of its own.
        int blocks = (int)Math.Clamp(((left / block) - 1) * layout.DataParallel, 0, int.MaxValue);
        long tokens = (long)blocks * blockSize;
        return new MemoryPlan
        {
            Feasible = blocks > 0,
            BudgetBytes = budget,
            WeightBytes = weights,
            ActivationBytes = activations,
            RuntimeReserveBytes = runtime,
            WindowBytes = windows,
            BlockBytes = block,
            Blocks = blocks,
            KvTokens = tokens,
            DefaultMaxModelLength = (int)Math.Min(layout.Model.MaxContext, tokens),
        };
    }

    // Sliding layers need no more than their window of a sequence. vLLM's hybrid allocator gives such blocks back as the window moves on, so
    // that what they take depends on how many sequences run. A block here covers the full layers only, and the windows of as many sequences
    // as may run are set aside, where that leaves more tokens than caching all layers over the whole context; it never does without full layers.
    private static (long Block, long Windows) Cache(ServingLayout layout, long left, int blockSize, int maxSequences)
    {
        ModelArchitecture model = layout.Model;
        long perLayer = layout.KvBytesPerTokenPerLayer * blockSize;
        long Staged(long layers) => layers * layout.LayersPerStage / model.Layers;
        long drafter = layout.DraftLayout is { } draft ? draft.KvBytesPerTokenPerLayer * blockSize * draft.Model.KvLayers : 0;
        long all = (perLayer * Staged(model.KvLayers)) + drafter;
        if (layout.CachesWholeContext || model.SlidingAttentionLayers == 0 || model.FullAttentionLayers == 0 || model.SlidingWindow is not int window)
        {
            return (all, 0);
        }

        long full = (perLayer * Staged(model.FullAttentionLayers)) + drafter;
        long sequences = (maxSequences + layout.DataParallel - 1) / layout.DataParallel;
        long windows = sequences * ((window + blockSize - 1) / blockSize + 1) * perLayer * Staged(model.SlidingAttentionLayers);
        return windows < left && (left - windows) / full > left / all ? (full, windows) : (all, 0);
    }

    // In a layer the input, the residual, the MLP's first product and its activation are alive at once; at the end the logits in 16 and
    // twice in 32 bits. The larger of the two is what a profiling run sees.
    private static long Activations(ServingLayout layout, int maxSequences, int tokenBudget)
    {
        ModelArchitecture model = layout.Model;
        long wide = (model.GatedMlp ? 3L : 2L) * (model.DenseMlpLayers > 0 ? layout.MlpPerDevice : 0);
        if (model.Experts is { } experts)
        {
            // Rows sorted by expert, and what their products leave.
            var placement = new ExpertPlacement(layout, experts);
            double rows = placement.Rows(placement.Ranks);
            wide = Math.Max(wide, (long)(rows * (model.HiddenSize + ((model.GatedMlp ? 3L : 2L) * placement.WidthPerDevice))));
        }

        long layer = 2L * tokenBudget * ((2L * model.HiddenSize) + wide);
        long head = 10L * Math.Min(maxSequences, tokenBudget) * model.VocabularySize;
        return Math.Max(layer, head);
    }
}
