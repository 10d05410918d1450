namespace InferenceSim.Models;

/// <summary>
/// Counts a model's parameters from its dimensions: every matrix, bias, norm and attention sink of the text model. Written with
/// H = hidden size, a = query heads, g = KV heads, d = head dimension, F = MLP width, V = vocabulary, L = layers.
/// </summary>
/// <remarks>Linear and compressed sparse attention (Qwen3.5, DeepSeek-V4) are not counted: their dimensions are not in <see cref="ModelArchitecture"/>.</remarks>
public static class ParameterCount
{
    /// <summary>Whether the dimensions of <paramref name="model"/> determine its parameters.</summary>
    public static bool CanCount(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Attention is not (AttentionKind.HybridLinear or AttentionKind.CompressedSparse)
            && model.SpecialOperators.Count == 0;
    }

    /// <summary>
    /// All parameters: layers, final norm, embedding (V H), LM head (V H again unless tied) and learned positions. MTP layers are left out.
    /// </summary>
    /// <exception cref="ArgumentException">The dimensions do not determine the count (<see cref="CanCount"/>).</exception>
    public static long Total(ModelArchitecture model)
    {
        ThrowIfNotCountable(model);
        long lmHead = model.TiedEmbeddings ? 0 : Embedding(model);
        return Layers(model) + model.HiddenSize + Embedding(model) + lmHead + ((long)model.LearnedPositions * model.HiddenSize);
    }

    /// <summary>
    /// Parameters that a token is multiplied with: of the routed experts only those it passes through, the LM head, but not the
    /// embedding, which is a look-up of one row (a tied embedding is the LM head and counts once), nor learned positions. The router's
    /// bias, which only shifts a choice, is left out, as in the published counts of gpt-oss.
    /// </summary>
    /// <exception cref="ArgumentException">The dimensions do not determine the count (<see cref="CanCount"/>).</exception>
    public static long Active(ModelArchitecture model)
    {
        ThrowIfNotCountable(model);
        long always = Layers(model) - RoutedExperts(model) - RouterBias(model);
        return always + ActiveRoutedExperts(model) + model.HiddenSize + Embedding(model);
    }

    /// <summary>The embedding, V H; the LM head is as large.</summary>
    public static long Embedding(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return (long)model.VocabularySize * model.HiddenSize;
    }

    /// <summary>
    /// One layer's attention. Grouped: H (a + 2g) d for queries, keys and values, a d H for the output, biases, 2d for the norms of
    /// queries and keys, a for sinks. Latent (DeepSeek-V2, arXiv 2405.04434): down- and up-projections of queries and of the
    /// compressed KV with their norms. A sparse index adds its query, key and weight projections.
    /// </summary>
    public static long AttentionPerLayer(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        long hidden = model.HiddenSize;
        long heads = model.AttentionHeads;
        if (model.Latent is { } latent)
        {
            return LatentAttentionPerLayer(hidden, heads, latent) + IndexPerLayer(hidden, latent, model.Index);
        }

        long projected = (heads + (2L * model.KvHeads)) * model.HeadDim;
        return (hidden * projected)
            + (heads * model.HeadDim * hidden)
            + (model.QkvBias ? projected : 0)
            + (model.OutputBias ? hidden : 0)
            + (model.QkNorm ? 2L * model.HeadDim : 0)
            + (model.AttentionSinks ? heads : 0);
    }

    /// <summary>One MLP of width <paramref name="width"/>: three matrices H x F if gated, two if not, and biases if the model has them.</summary>
    public static long Mlp(ModelArchitecture model, int width)
    {
        ArgumentNullException.ThrowIfNull(model);
        long matrices = model.GatedMlp ? 3 : 2;
        long biases = model.MlpBias ? ((matrices - 1) * width) + model.HiddenSize : 0;
        return (matrices * model.HiddenSize * width) + biases;
    }

    /// <summary>The routed experts of all layers; 0 for a dense model.</summary>
    public static long RoutedExperts(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Experts is { } experts
            ? (long)experts.MoeLayers * experts.Experts * Mlp(model, experts.IntermediateSize)
            : 0;
    }

    /// <summary>The routed experts of all layers that one token passes through; 0 for a dense model.</summary>
    public static long ActiveRoutedExperts(ModelArchitecture model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Experts is { } experts
            ? (long)experts.MoeLayers * experts.ExpertsPerToken * Mlp(model, experts.IntermediateSize)
            : 0;
    }

    private static long Layers(ModelArchitecture model)
    {
        long norms = (long)model.NormsPerLayer * model.HiddenSize * (model.NormBias ? 2 : 1);
        long dense = model.IntermediateSize is { } width ? model.DenseMlpLayers * Mlp(model, width) : 0;
        return (model.Layers * (AttentionPerLayer(model) + norms)) + dense + RoutedExperts(model) + AroundTheExperts(model);
    }

    /// <summary>Routers and shared experts of all layers.</summary>
    private static long AroundTheExperts(ModelArchitecture model)
    {
        if (model.Experts is not { } experts)
        {
            return 0;
        }

        long shared = experts.SharedExperts * Mlp(model, experts.SharedIntermediateSize);
        long gate = experts.SharedExpertGate ? model.HiddenSize : 0;
        return (experts.MoeLayers * (((long)model.HiddenSize * experts.Experts) + shared + gate)) + RouterBias(model);
    }

    private static long RouterBias(ModelArchitecture model) =>
        model is { MlpBias: true, Experts: { } experts } ? (long)experts.MoeLayers * experts.Experts : 0;

    private static long LatentAttentionPerLayer(long hidden, long heads, LatentAttention latent)
    {
        long keyDim = latent.QkNopeHeadDim + latent.QkRopeHeadDim;
        long query = latent.QLoraRank is { } rank
            ? (hidden * rank) + rank + (rank * heads * keyDim)
            : hidden * heads * keyDim;
        long down = (hidden * (latent.KvLoraRank + latent.QkRopeHeadDim)) + latent.KvLoraRank;
        long up = latent.KvLoraRank * heads * (latent.QkNopeHeadDim + latent.VHeadDim);
        return query + down + up + (heads * latent.VHeadDim * hidden);
    }

    private static long IndexPerLayer(long hidden, LatentAttention latent, SparseIndex? index)
    {
        // The index reads the compressed query; its key and its weights read the residual stream.
        return index is null
            ? 0
            : ((latent.QLoraRank ?? hidden) * index.Heads * index.HeadDim) + (hidden * index.HeadDim) + (hidden * index.Heads);
    }

    private static void ThrowIfNotCountable(ModelArchitecture model)
    {
        if (!CanCount(model))
        {
            throw new ArgumentException($"The dimensions of '{model.Name}' do not determine its parameters.", nameof(model));
        }
    }
}
