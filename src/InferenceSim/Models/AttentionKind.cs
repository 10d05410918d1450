namespace InferenceSim.Models;

/// <summary>How a model's layers attend. Grouped, multi-query and multi-head attention are one kind: they differ in the count of KV heads.</summary>
public enum AttentionKind
{
    /// <summary>Full attention with <see cref="ModelArchitecture.KvHeads"/> KV heads (MHA, GQA, MQA).</summary>
    Grouped,

    /// <summary>Grouped attention of which some or all layers see only the last <see cref="ModelArchitecture.SlidingWindow"/> tokens.</summary>
    GroupedSlidingWindow,

    /// <summary>Grouped attention of which some layers attend within fixed chunks (Llama 4).</summary>
    GroupedChunked,

    /// <summary>Multi-head latent attention (DeepSeek-V2 and later).</summary>
    Latent,

    /// <summary>Multi-head latent attention with a sparse index (DeepSeek-V3.2, GLM-5).</summary>
    LatentSparse,

    /// <summary>Compressed sparse attention (DeepSeek-V4).</summary>
    CompressedSparse,

    /// <summary>Linear attention layers mixed with full ones (Qwen3.5).</summary>
    HybridLinear,
}
