namespace InferenceSim.Models;

/// <summary>What differs between the layers of a model: which attend within a window, which have experts. One method a family.</summary>
internal static class HuggingFaceLayers
{
    private static readonly string[] LayerTypeNames = ["full_attention", "sliding_attention", "chunked_attention"];

    /// <summary>Full attention and a dense MLP in every layer.</summary>
    public static ModelArchitecture Plain(HuggingFaceKeys keys, ModelArchitecture model) => model;

    /// <summary>A window, if any, holds in every layer.</summary>
    public static ModelArchitecture Mistral(HuggingFaceKeys keys, ModelArchitecture model) =>
        Windowed(keys, model, keys.Optional("sliding_window"), _ => true);

    /// <summary>Experts in every layer, their width under the dense MLP's key.</summary>
    public static ModelArchitecture Mixtral(HuggingFaceKeys keys, ModelArchitecture model) =>
        Mistral(keys, model) with { Experts = LocalExperts(keys, model.Layers) };

    /// <summary>The window holds above the first <c>max_window_layers</c>, and only if switched on.</summary>
    public static ModelArchitecture Qwen(HuggingFaceKeys keys, ModelArchitecture model)
    {
        int? window = keys.Flag("use_sliding_window", false) ? keys.Optional("sliding_window") : null;
        int full = keys.Optional("max_window_layers", 0) ?? model.Layers;
        return Windowed(keys, model, window, layer => layer >= full);
    }

    /// <summary>As Qwen, with experts in every <c>decoder_sparse_step</c>-th layer but those of <c>mlp_only_layers</c>.</summary>
    public static ModelArchitecture QwenMoe(HuggingFaceKeys keys, ModelArchitecture model)
    {
        int step = keys.Optional("decoder_sparse_step") ?? 1;
        IReadOnlyList<int> dense = keys.Integers("mlp_only_layers") ?? [];
        int sharedWidth = keys.Optional("shared_expert_intermediate_size", 0) ?? 0;
        List<int> sparse = [.. Enumerable.Range(0, model.Layers).Where(layer => (layer + 1) % step == 0 && !dense.Contains(layer))];
        int shared = sharedWidth > 0 ? 1 : 0;
        MixtureOfExperts experts = new(
            keys.Needed("num_experts"),
            keys.Needed("num_experts_per_tok"),
            keys.Needed("moe_intermediate_size"),
            shared,
            sharedWidth,
            0,
            sparse.Count)
        {
            LayerStep = step,
            SharedExpertGate = shared > 0,
        };
        return Qwen(keys, model) with { Experts = experts };
    }

    /// <summary>Latent attention; experts above the first <c>first_k_dense_replace</c> layers; an index if the file has one.</summary>
    public static ModelArchitecture DeepSeek(HuggingFaceKeys keys, ModelArchitecture model)
    {
        LatentAttention latent = new(
            keys.Needed("kv_lora_rank"),
            keys.Optional("q_lora_rank"),
            keys.Needed("qk_nope_head_dim"),
            keys.Needed("qk_rope_head_dim"),
            keys.Needed("v_head_dim"));
        SparseIndex? index = keys.Optional("index_n_heads") is { } heads
            ? new SparseIndex(heads, keys.Needed("index_head_dim"), keys.Needed("index_topk"))
            : null;
        return model with
        {
            Attention = index is null ? AttentionKind.Latent : AttentionKind.LatentSparse,
            Latent = latent,
            Index = index,
            HeadDim = latent.QkNopeHeadDim + latent.QkRopeHeadDim,
            Experts = DeepSeekExperts(keys, model.Layers),
            MtpLayers = keys.Optional("num_nextn_predict_layers", 0) ?? 0,
        };
    }

    /// <summary>Windows in every other layer from the first, sinks, experts with biases in every layer.</summary>
    public static ModelArchitecture GptOss(HuggingFaceKeys keys, ModelArchitecture model) =>
        Windowed(keys, model, keys.Optional("sliding_window") ?? 128, layer => layer % 2 == 0) with
        {
            AttentionSinks = true,
            Experts = LocalExperts(keys, model.Layers),
        };

    /// <summary>Windows in every other layer from the first.</summary>
    public static ModelArchitecture Gemma2(HuggingFaceKeys keys, ModelArchitecture model) =>
        Windowed(keys, model, keys.Optional("sliding_window") ?? 4096, layer => layer % 2 == 0);

    /// <summary>Every sixth layer (or as <c>sliding_window_pattern</c> says) attends to everything, the others within the window.</summary>
    public static ModelArchitecture Gemma3(HuggingFaceKeys keys, ModelArchitecture model)
    {
        int pattern = keys.Optional("sliding_window_pattern") ?? 6;
        return Windowed(keys, model, keys.Optional("sliding_window") ?? 4096, layer => (layer + 1) % pattern != 0);
    }

    /// <summary>Chunked attention in layers with rotary position, experts in every <c>interleave_moe_layer_step</c>-th layer.</summary>
    public static ModelArchitecture Llama4(HuggingFaceKeys keys, ModelArchitecture model)
    {
        int interval = keys.Optional("no_rope_layer_interval") ?? 4;
        IReadOnlyList<int>? rotary = keys.Integers("no_rope_layers") is { Count: > 0 } given ? given : null;
        int step = keys.Optional("interleave_moe_layer_step") ?? 1;
        int width = keys.Needed("intermediate_size");
        ModelArchitecture windowed = Windowed(
            keys,
            model,
            keys.Optional("attention_chunk_size"),
            layer => rotary is null || layer >= rotary.Count ? (layer + 1) % interval != 0 : rotary[layer] != 0);
        return windowed with
        {
            Attention = windowed.SlidingWindow is null ? AttentionKind.Grouped : AttentionKind.GroupedChunked,
            Experts = new MixtureOfExperts(
                keys.Needed("num_local_experts"),
                keys.Optional("num_experts_per_tok") ?? 1,
                width,
                1,
                width,
                0,
                keys.Integers("moe_layers")?.Count ?? (model.Layers / step))
            {
                LayerStep = step,
            },
        };
    }

    private static ModelArchitecture Windowed(HuggingFaceKeys keys, ModelArchitecture model, int? window, Func<int, bool> isWindowed)
    {
        if (window is null)
        {
            return model;
        }

        IReadOnlyList<string>? types = LayerTypes(keys, model.Layers);
        int windowed = types is null
            ? Enumerable.Range(0, model.Layers).Count(isWindowed)
            : types.Count(type => type != LayerTypeNames[0]);
        return windowed == 0 ? model : model with
        {
            Attention = AttentionKind.GroupedSlidingWindow,
            SlidingWindow = window,
            SlidingAttentionLayers = windowed,
            FullAttentionLayers = model.Layers - windowed,
        };
    }

    private static IReadOnlyList<string>? LayerTypes(HuggingFaceKeys keys, int layers)
    {
        IReadOnlyList<string>? types = keys.Texts("layer_types");
        if (types?.FirstOrDefault(type => !LayerTypeNames.Contains(type)) is { } unknown)
        {
            keys.Note("layer_types", $"contains '{unknown}'; supported: {string.Join(", ", LayerTypeNames)}");
            return null;
        }

        if (types is not null && types.Count != layers)
        {
            keys.Note("layer_types", $"has {types.Count} entries; expected num_hidden_layers = {layers}");
            return null;
        }

        return types;
    }

    private static MixtureOfExperts LocalExperts(HuggingFaceKeys keys, int layers) => new(
        keys.Needed("num_local_experts"),
        keys.Optional("num_experts_per_tok") ?? keys.Needed("experts_per_token"),
        keys.Needed("intermediate_size"),
        0,
        0,
        0,
        layers);

    private static MixtureOfExperts? DeepSeekExperts(HuggingFaceKeys keys, int layers)
    {
        if (keys.Optional("n_routed_experts") is not { } routed)
        {
            return null;
        }

        int width = keys.Needed("moe_intermediate_size");
        int shared = keys.Optional("n_shared_experts", 0) ?? 0;
        int dense = keys.Optional("first_k_dense_replace", 0) ?? 0;
        int step = keys.Optional("moe_layer_freq") ?? 1;
        int sparse = Enumerable.Range(0, layers).Count(layer => layer >= dense && layer % step == 0);
        return new MixtureOfExperts(
            routed, keys.Needed("num_experts_per_tok"), width, shared, shared > 0 ? width : 0, dense, sparse)
        {
            LayerStep = step,
        };
    }
}
