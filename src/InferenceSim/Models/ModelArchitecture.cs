using System.Text.Json.Serialization;

namespace InferenceSim.Models;

/// <summary>
/// The shape of a decoder-only transformer: everything that its weights, FLOPs, bytes and KV cache follow from. Dimensions are
/// counts of values, not bytes. Immutable.
/// </summary>
public sealed record ModelArchitecture
{
    /// <summary>Catalog name, e.g. <c>llama-3.1-70b</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name as its makers write it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Model family, e.g. <c>Llama 3.1</c>.</summary>
    public string Family { get; init; } = "";

    /// <summary>Date of release as published (year, month or day), if known, with a remark where it is uncertain.</summary>
    public string? ReleaseDate { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Query heads per layer.</summary>
    public required int AttentionHeads { get; init; }

    /// <summary>Key/value heads per layer.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Values per head.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Width of the dense MLP, or <c>null</c> where no layer has one.</summary>
    public int? IntermediateSize { get; init; }

    /// <summary>Whether the MLP is gated (three matrices, SwiGLU) or plain (two).</summary>
    public required bool GatedMlp { get; init; }

    /// <summary>Vocabulary size.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Whether the LM head is the embedding matrix.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Whether the query, key and value projections carry a bias.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Whether queries and keys are normalised per head, with a learned scale.</summary>
    public bool QkNorm { get; init; }

    /// <summary>Whether the attention output projection carries a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether the MLP, experts and router carry biases.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Whether each query head has a learned attention sink (gpt-oss).</summary>
    public bool AttentionSinks { get; init; }

    /// <summary>Norms of width <see cref="HiddenSize"/> per layer: 2, or 4 where outputs are normalised too (Gemma).</summary>
    // Generated JSON code passes 0 for what a file leaves out, over any initial value.
    public int NormsPerLayer { get; init => field = value == 0 ? 2 : value; } = 2;

    /// <summary>Whether the layers' norms carry a bias (LayerNorm) or only a scale (RMSNorm).</summary>
    public bool NormBias { get; init; }

    /// <summary>Learned position embeddings, or 0 where position is rotary.</summary>
    public int LearnedPositions { get; init; }

    /// <summary>How its layers attend.</summary>
    public required AttentionKind Attention { get; init; }

    /// <summary>Tokens a sliding-window or chunked layer sees, or <c>null</c>.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Layers that attend over the whole context. Linear-attention layers are counted neither here nor as sliding.</summary>
    public required int FullAttentionLayers { get; init; }

    /// <summary>Layers that attend within <see cref="SlidingWindow"/>.</summary>
    public required int SlidingAttentionLayers { get; init; }

    /// <summary>Longest context in tokens.</summary>
    public required int MaxContext { get; init; }

    /// <summary>The experts, or <c>null</c> for a dense model.</summary>
    public MixtureOfExperts? Experts { get; init; }

    /// <summary>The dimensions of latent attention, or <c>null</c>.</summary>
    public LatentAttention? Latent { get; init; }

    /// <summary>The index of sparse latent attention, or <c>null</c>.</summary>
    public SparseIndex? Index { get; init; }

    /// <summary>What is known of compressed sparse attention, or <c>null</c>.</summary>
    public CompressedAttention? Compressed { get; init; }

    /// <summary>Values cached per token in a full-attention layer where they differ from the sliding layers' (Gemma 4), or <c>null</c>.</summary>
    public int? FullAttentionKvValues { get; init; }

    /// <summary>
    /// Operators of this model that the dimensions here do not describe, in words. A predictor that does not know them must refuse
    /// the model by these names.
    /// </summary>
    public IReadOnlyList<string> SpecialOperators { get; init => field = value is { Count: > 0 } ? value : []; } = [];

    /// <summary>Multi-token-prediction layers shipped with the weights (not counted in <see cref="Layers"/>).</summary>
    public int MtpLayers { get; init; }

    /// <summary>All parameters of the text model, MTP layers left out.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>Parameters a token passes through, as <see cref="ParameterCount.Active"/> defines them.</summary>
    public required long ActiveParameters { get; init; }

    /// <summary>
    /// Whether the two totals follow from the dimensions (<see cref="ParameterCount"/>); if not, they are the makers' round figures.
    /// </summary>
    public bool ParametersCounted { get; init; }

    /// <summary>All parameters as published, where they are; round figures stay round.</summary>
    public long? TotalParametersPublished { get; init; }

    /// <summary>Active parameters as published, where they are; definitions differ between makers.</summary>
    public long? ActiveParametersPublished { get; init; }

    /// <summary>Format the weights are published in, as text.</summary>
    public string NativePrecision { get; init; } = "";

    /// <summary>Bits per parameter as published, block scales included: of the experts where the model has them, else of all linear layers.</summary>
    public double? NativeWeightBits { get; init; }

    /// <summary>How well the figures are known: high, medium or low.</summary>
    public string Confidence { get; init; } = "";

    /// <summary>Where the figures come from, with date.</summary>
    public required string Source { get; init; }

    /// <summary>What a reader should know.</summary>
    public string? Notes { get; init; }

    /// <summary>Layers that keep keys and values of past tokens.</summary>
    [JsonIgnore]
    public int KvLayers => FullAttentionLayers + SlidingAttentionLayers;

    /// <summary>Layers with a dense MLP instead of experts.</summary>
    [JsonIgnore]
    public int DenseMlpLayers => Layers - (Experts?.MoeLayers ?? 0);

    /// <summary>
    /// Values (not bytes) that one layer caches per token: a key and a value per KV head, or with latent attention the compressed KV
    /// and the shared rotary key, which every tensor-parallel rank holds whole. The keys of a sparse index are not in it.
    /// </summary>
    [JsonIgnore]
    public int KvValuesPerTokenPerLayer => Latent is { } latent ? latent.KvLoraRank + latent.QkRopeHeadDim : 2 * KvHeads * HeadDim;

    /// <summary>
    /// Values that all layers cache per token as long as it is inside the sliding window, or <c>null</c> where the cache is
    /// compressed by a ratio that varies by layer (DeepSeek-V4) and no such figure exists.
    /// </summary>
    [JsonIgnore]
    public long? KvValuesPerToken => Attention == AttentionKind.CompressedSparse
        ? null
        : ((long)(FullAttentionKvValues ?? KvValuesPerTokenPerLayer) * FullAttentionLayers)
            + ((long)KvValuesPerTokenPerLayer * SlidingAttentionLayers);
}
