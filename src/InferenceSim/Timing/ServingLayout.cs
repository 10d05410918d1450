using InferenceSim.Hardware;
using InferenceSim.Models;

namespace InferenceSim.Timing;

/// <summary>Which model runs on which accelerators in which formats: what a step's price and the memory plan follow from. Immutable.</summary>
public sealed record ServingLayout
{
    /// <summary>The model.</summary>
    public required ModelArchitecture Model { get; init; }

    /// <summary>One accelerator of the replica.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Accelerators that share every layer (<c>tensor_parallel_size</c>).</summary>
    public int TensorParallel { get; init; } = 1;

    /// <summary>How the layers' matrices are stored; embeddings, LM head and norms stay in 16 bits, as quantised checkpoints have them.</summary>
    public NumberFormat WeightFormat { get; init; } = NumberFormat.Bf16;

    /// <summary>How the KV cache is stored.</summary>
    public NumberFormat KvFormat { get; init; } = NumberFormat.Bf16;

    /// <summary>What the engine's host code costs per step.</summary>
    public HostOverhead Host { get; init; } = HostCatalog.Find(HostCatalog.DefaultName);

    /// <summary>Query heads of one accelerator.</summary>
    internal int HeadsPerDevice => Model.AttentionHeads / TensorParallel;

    /// <summary>KV heads of one accelerator; engines replicate them where there are fewer than accelerators.</summary>
    internal int KvHeadsPerDevice => Math.Max(1, Model.KvHeads / TensorParallel);

    /// <summary>Values per token of the fused query, key and value projection on one accelerator.</summary>
    internal int QkvPerDevice => (HeadsPerDevice + (2 * KvHeadsPerDevice)) * Model.HeadDim;

    /// <summary>Width of the MLP on one accelerator.</summary>
    internal int MlpPerDevice => (Model.IntermediateSize ?? 0) / TensorParallel;

    /// <summary>Rows of the vocabulary on one accelerator.</summary>
    internal int VocabularyPerDevice => (Model.VocabularySize + TensorParallel - 1) / TensorParallel;

    /// <summary>Bytes of keys and values of one token in one layer on one accelerator.</summary>
    internal long KvBytesPerTokenPerLayer => 2L * KvHeadsPerDevice * Model.HeadDim * WeightStorage.KvBytes(KvFormat);

    /// <summary>Names the operator that this configuration needs and that is not built, or why the layout is impossible; <c>null</c> if it can be priced.</summary>
    public string? Unsupported() => LayoutSupport.Reason(this);
}
