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

    /// <summary>Date of release as published, if known.</summary>
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

    /// <summary>How its layers attend.</summary>
    public required AttentionKind Attention { get; init; }

    /// <summary>Tokens a sliding-window or chunked layer sees, or <c>null</c>.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Layers that attend over the whole context.</summary>
    public int FullAttentionLayers { get; init; }

    /// <summary>Layers that attend within <see cref="SlidingWindow"/>.</summary>
    public int SlidingAttentionLayers { get; init; }

    /// <summary>Longest context in tokens.</summary>
    public required int MaxContext { get; init; }

    /// <summary>The experts, or <c>null</c> for a dense model.</summary>
    public MixtureOfExperts? Experts { get; init; }

    /// <summary>The dimensions of latent attention, or <c>null</c>.</summary>
    public LatentAttention? Latent { get; init; }

    /// <summary>Multi-token-prediction layers shipped with the weights (not counted in <see cref="Layers"/>).</summary>
    public int MtpLayers { get; init; }

    /// <summary>All parameters of the text model, MTP layers left out.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>Parameters a token passes through.</summary>
    public required long ActiveParameters { get; init; }

    /// <summary>Format the weights are published in, as text.</summary>
    public string NativePrecision { get; init; } = "";

    /// <summary>How well the figures are known: high, medium or low.</summary>
    public string Confidence { get; init; } = "";

    /// <summary>Where the figures come from, with date.</summary>
    public required string Source { get; init; }

    /// <summary>What a reader should know.</summary>
    public string? Notes { get; init; }
}
