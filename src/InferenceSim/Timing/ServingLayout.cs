using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>
/// Which model runs on which accelerators in which formats: what a step's price and the memory plan follow from. A batch is always that of
/// the whole layout; data-parallel ranks and pipeline stages share it evenly. Immutable.
/// </summary>
public sealed record ServingLayout
{
    /// <summary>The model.</summary>
    public required ModelArchitecture Model { get; init; }

    /// <summary>One accelerator of the replica.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Accelerators that share every layer (<c>tensor_parallel_size</c>).</summary>
    public int TensorParallel { get; init; } = 1;

    /// <summary>
    /// Stages the layers are divided into (<c>pipeline_parallel_size</c>). Prices are those of a batch's way through all of them; the engine
    /// keeps as many batches in flight.
    /// </summary>
    public int PipelineParallel { get; init; } = 1;

    /// <summary>
    /// Ranks that hold the attention weights whole (over their <see cref="TensorParallel"/> accelerators) and each the KV cache of their own
    /// sequences (<c>data_parallel_size</c>). With <see cref="ExpertParallel"/> above 1 they share the experts; else they are replicas.
    /// </summary>
    public int DataParallel { get; init; } = 1;

    /// <summary>
    /// Accelerators over which whole experts are distributed (<c>expert_parallel_size</c>); 1 splits every expert over the tensor-parallel group.
    /// Divides the accelerators of a stage; what it leaves over splits each expert.
    /// </summary>
    public int ExpertParallel { get; init; } = 1;

    /// <summary>
    /// Second copies of a layer's experts, which take half of their experts' tokens (vLLM's <c>num_redundant_experts</c>): with them the experts
    /// divide evenly over accelerators that their own number does not divide by.
    /// </summary>
    public int RedundantExperts { get; init; }

    /// <summary>
    /// Whether a step's batch is split into two halves, so that what one sends to experts hides behind the computing of the other
    /// (<see cref="OverlappedHalves"/>). A rank with a single token is not split, and a drafter's passes are not.
    /// </summary>
    public bool TwoBatchOverlap { get; init; }

    /// <summary>
    /// How the layers' matrices are stored; embeddings, LM head, router and norms stay in 16 bits, as quantised checkpoints have them.
    /// <see cref="NumberFormat.Mxfp4"/> means the experts only (gpt-oss); with latent attention <see cref="NumberFormat.Fp4"/> and
    /// <see cref="NumberFormat.Int4"/> leave the attention matrices in 16 bits (nvidia/DeepSeek-R1-FP4, Kimi K2.5).
    /// </summary>
    public NumberFormat WeightFormat { get; init; } = NumberFormat.Bf16;

    /// <summary>How the KV cache is stored.</summary>
    public NumberFormat KvFormat { get; init; } = NumberFormat.Bf16;

    /// <summary>What drafts tokens for the model to verify; its weights and KV cache take memory too. <c>null</c> without speculative decoding from a model.</summary>
    public Drafter? Drafter { get; init; }

    /// <summary>What the engine's host code costs per step.</summary>
    public HostOverhead Host { get; init; } = HostCatalog.Find(HostCatalog.DefaultName);

    /// <summary>Whose all-reduce the engine is told to use; <c>null</c> for its own (<see cref="HostOverhead.Collectives"/>).</summary>
    public CollectiveKind? Collectives { get; init; }

    /// <summary>Whether the engine caches sliding layers over the whole context instead of giving back what their window has left behind.</summary>
    public bool CachesWholeContext { get; init; }

    /// <summary>Whether <see cref="Model"/> is a drafting head of another model: see <see cref="Timing.Drafter.IsHead"/>.</summary>
    internal bool IsHead { get; private init; }

    /// <summary>The drafter as a layout of its own on the same accelerators, its host time being the model's; <c>null</c> without one.</summary>
    public ServingLayout? DraftLayout => Drafter is not { } drafter ? null : this with
    {
        Model = drafter.Model,
        WeightFormat = drafter.WeightFormat,
        ExpertParallel = drafter.Model.Experts is null ? 1 : ExpertParallel,
        RedundantExperts = drafter.Model.Experts is null ? 0 : RedundantExperts,
        Host = Host with { StepSeconds = 0, PerSequenceSeconds = 0, StreamTokenSeconds = null, FrontEndSeconds = null },
        Drafter = null,
        TwoBatchOverlap = false,
        IsHead = drafter.IsHead,
    };

    /// <summary>Accelerators of the whole layout.</summary>
    public int Accelerators => TensorParallel * PipelineParallel * DataParallel;

    /// <summary>Parts that a batch is shared over: one per data-parallel rank.</summary>
    internal int Parts => DataParallel;

    /// <summary>Query heads of one accelerator.</summary>
    internal int HeadsPerDevice => Model.AttentionHeads / TensorParallel;

    /// <summary>KV heads of one accelerator; engines replicate them where there are fewer than accelerators.</summary>
    internal int KvHeadsPerDevice => Math.Max(1, Model.KvHeads / TensorParallel);

    /// <summary>Width of the dense MLP on one accelerator.</summary>
    internal int MlpPerDevice => PerDevice(Model.IntermediateSize ?? 0);

    /// <summary>Rows of the vocabulary on one accelerator.</summary>
    internal int VocabularyPerDevice => PerDevice(Model.VocabularySize);

    /// <summary>Layers of the largest pipeline stage.</summary>
    internal int LayersPerStage => (Model.Layers + PipelineParallel - 1) / PipelineParallel;

    /// <summary>How attention, the router and the dense MLPs beside experts are stored.</summary>
    internal NumberFormat AttentionFormat => WeightFormat switch
    {
        NumberFormat.Mxfp4 when Model.Experts is not null => NumberFormat.Bf16,
        NumberFormat.Fp4 or NumberFormat.Int4 when Model.Latent is not null => NumberFormat.Bf16,
        _ => WeightFormat,
    };

    /// <summary>Values that one layer caches per token on one accelerator. Latent attention's are shared by all heads, so that every rank holds them whole.</summary>
    internal int KvValuesPerDevice => Model.Latent is null ? 2 * KvHeadsPerDevice * Model.HeadDim : Model.KvValuesPerTokenPerLayer;

    /// <summary>Bytes of keys and values of one token in one layer on one accelerator.</summary>
    internal long KvBytesPerTokenPerLayer => (long)KvValuesPerDevice * WeightStorage.KvBytes(KvFormat);

    /// <summary>Names the operator that this configuration needs and that is not built, or why the layout is impossible; <c>null</c> if it can be priced.</summary>
    public string? Unsupported() => LayoutSupport.Reason(this);

    /// <summary><paramref name="width"/> split over the tensor-parallel group, padded up.</summary>
    internal int PerDevice(int width) => (width + TensorParallel - 1) / TensorParallel;
}
