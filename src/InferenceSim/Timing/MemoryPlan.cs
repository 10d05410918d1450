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

    /// <summary>Bytes of one block on one accelerator.</summary>
    public required long BlockBytes { get; init; }

    /// <summary>Blocks that sequences can use; the engine's null block is not among them.</summary>
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
        long weights = WeightsPerDevice(layout);
        long activations = Activations(layout, maxSequences, tokenBudget);
        long runtime = RuntimeBytes + (layout.TensorParallel > 1 ? CollectiveBytes : 0);
        long block = layout.KvBytesPerTokenPerLayer * layout.Model.Layers * blockSize;
        long left = budget - weights - activations - runtime;

        // vLLM sets one block aside as the null block.
        int blocks = (int)Math.Clamp((left / block) - 1, 0, int.MaxValue);
        long tokens = (long)blocks * blockSize;
        return new MemoryPlan
        {
            Feasible = blocks > 0,
            BudgetBytes = budget,
            WeightBytes = weights,
            ActivationBytes = activations,
            RuntimeReserveBytes = runtime,
            BlockBytes = block,
            Blocks = blocks,
            KvTokens = tokens,
            DefaultMaxModelLength = (int)Math.Min(layout.Model.MaxContext, tokens),
        };
    }

    private static long WeightsPerDevice(ServingLayout layout)
    {
        ModelArchitecture model = layout.Model;
        long hidden = model.HiddenSize;
        long perLayer = (hidden * layout.QkvPerDevice)
            + (hidden * layout.HeadsPerDevice * model.HeadDim)
            + ((model.GatedMlp ? 3L : 2L) * hidden * layout.MlpPerDevice);
        long vocabulary = (model.TiedEmbeddings ? 1L : 2L) * hidden * layout.VocabularyPerDevice;
        return WeightStorage.Bytes(layout.WeightFormat, perLayer * model.Layers) + (2 * (vocabulary + Unlisted(model)));
    }

    // Norms, biases and position embeddings: what the published total holds beyond the matrices. Kept whole on every accelerator.
    private static long Unlisted(ModelArchitecture model)
    {
        long hidden = model.HiddenSize;
        long perLayer = (hidden * (model.AttentionHeads + (2L * model.KvHeads)) * model.HeadDim)
            + (hidden * model.AttentionHeads * model.HeadDim)
            + ((model.GatedMlp ? 3L : 2L) * hidden * (model.IntermediateSize ?? 0));
        long listed = (perLayer * model.Layers) + ((model.TiedEmbeddings ? 1L : 2L) * hidden * model.VocabularySize);

        // Totals that do not follow from the dimensions are round figures, whose last digits are no biases: the norms alone are counted.
        return model.ParametersCounted ? model.TotalParameters - listed : ((2L * model.Layers) + 1) * hidden;
    }

    // In a layer the input, the residual, the MLP's first product and its activation are alive at once; at the end the logits in 16 and
    // twice in 32 bits. The larger of the two is what a profiling run sees.
    private static long Activations(ServingLayout layout, int maxSequences, int tokenBudget)
    {
        ModelArchitecture model = layout.Model;
        long layer = 2L * tokenBudget * ((2L * model.HiddenSize) + ((model.GatedMlp ? 3L : 2L) * layout.MlpPerDevice));
        long head = 10L * Math.Min(maxSequences, tokenBudget) * model.VocabularySize;
        return Math.Max(layer, head);
    }
}
