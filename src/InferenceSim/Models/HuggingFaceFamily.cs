namespace InferenceSim.Models;

/// <summary>
/// How one family writes its config.json: which keys it leaves out, what they mean then (the defaults of the family's configuration
/// class in the transformers library, version 4.57), and how its attention pattern and experts are written.
/// </summary>
internal sealed record HuggingFaceFamily
{
    /// <summary>The family's name.</summary>
    public required string Name { get; init; }

    /// <summary>Values of <c>model_type</c>; the second and later ones are wrappers or namesakes of equal layout.</summary>
    public required IReadOnlyList<string> ModelTypes { get; init; }

    /// <summary>Values of <c>architectures</c>, for files without <c>model_type</c>.</summary>
    public required IReadOnlyList<string> Architectures { get; init; }

    /// <summary>Query heads if not given; <c>null</c> = must be given.</summary>
    public int? Heads { get; init; }

    /// <summary>KV heads if not given; <c>null</c> = as many as query heads.</summary>
    public int? KvHeads { get; init; }

    /// <summary>Head dimension if not given; <c>null</c> = hidden size / heads.</summary>
    public int? HeadDim { get; init; }

    /// <summary>Vocabulary if not given; <c>null</c> = must be given.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Longest context if not given; <c>null</c> = must be given.</summary>
    public int? MaxContext { get; init; }

    /// <summary>Whether embeddings are tied if the file does not say.</summary>
    public bool Tied { get; init; }

    /// <summary>The key that says whether attention has biases, or <c>null</c> if no key does.</summary>
    public string? BiasKey { get; init; }

    /// <summary>Whether attention has biases if no key says so.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether those biases include the output projection.</summary>
    public bool BiasOnOutput { get; init; }

    /// <summary>Whether MLPs have biases if <c>mlp_bias</c> does not say.</summary>
    public bool MlpBias { get; init; }

    /// <summary>Whether queries and keys are normalised.</summary>
    public bool QkNorm { get; init; }

    /// <summary>Norms per layer.</summary>
    public int Norms { get; init; } = 2;

    /// <summary>The key of the dense MLP's width.</summary>
    public string WidthKey { get; init; } = "intermediate_size";

    /// <summary>Adds the attention pattern and the experts to the common dimensions.</summary>
    public Func<HuggingFaceKeys, ModelArchitecture, ModelArchitecture> Complete { get; init; } = HuggingFaceLayers.Plain;

    /// <summary>All families.</summary>
    public static IReadOnlyList<HuggingFaceFamily> All { get; } =
    [
        new()
        {
            Name = "Llama", ModelTypes = ["llama"], Architectures = ["LlamaForCausalLM"],
            BiasKey = "attention_bias", BiasOnOutput = true,
        },
        new()
        {
            Name = "Llama 4", ModelTypes = ["llama4_text", "llama4"],
            Architectures = ["Llama4ForCausalLM", "Llama4ForConditionalGeneration"],
            KvHeads = 8, HeadDim = 128, BiasKey = "attention_bias", BiasOnOutput = true,
            WidthKey = "intermediate_size_mlp", Complete = HuggingFaceLayers.Llama4,
        },
        new()
        {
            Name = "Mistral", ModelTypes = ["mistral", "mistral3"],
            Architectures = ["MistralForCausalLM", "Mistral3ForConditionalGeneration"], KvHeads = 8, Complete = HuggingFaceLayers.Mistral,
        },
        new()
        {
            Name = "Mixtral", ModelTypes = ["mixtral"], Architectures = ["MixtralForCausalLM"], KvHeads = 8, Complete = HuggingFaceLayers.Mixtral,
        },
        new()
        {
            Name = "Qwen2", ModelTypes = ["qwen2"], Architectures = ["Qwen2ForCausalLM"], Bias = true, Complete = HuggingFaceLayers.Qwen,
        },
        new()
        {
            Name = "Qwen2-MoE", ModelTypes = ["qwen2_moe"], Architectures = ["Qwen2MoeForCausalLM"],
            BiasKey = "qkv_bias", Bias = true, Complete = HuggingFaceLayers.QwenMoe,
        },
        new()
        {
            Name = "Qwen3", ModelTypes = ["qwen3"], Architectures = ["Qwen3ForCausalLM"],
            HeadDim = 128, BiasKey = "attention_bias", BiasOnOutput = true, QkNorm = true, Complete = HuggingFaceLayers.Qwen,
        },
        new()
        {
            Name = "Qwen3-MoE", ModelTypes = ["qwen3_moe"], Architectures = ["Qwen3MoeForCausalLM"],
            BiasKey = "attention_bias", BiasOnOutput = true, QkNorm = true, Complete = HuggingFaceLayers.QwenMoe,
        },
        new()
        {
            Name = "DeepSeek V2/V3/R1", ModelTypes = ["deepseek_v3", "deepseek_v2", "deepseek_v32", "kimi_k2"],
            Architectures = ["DeepseekV3ForCausalLM", "DeepseekV2ForCausalLM", "DeepseekV32ForCausalLM"],
            HeadDim = 128, Complete = HuggingFaceLayers.DeepSeek,
        },
        new()
        {
            Name = "gpt-oss", ModelTypes = ["gpt_oss"], Architectures = ["GptOssForCausalLM"],
            KvHeads = 8, HeadDim = 64, BiasKey = "attention_bias", Bias = true, BiasOnOutput = true, MlpBias = true,
            Complete = HuggingFaceLayers.GptOss,
        },
        new()
        {
            Name = "Gemma 2", ModelTypes = ["gemma2"], Architectures = ["Gemma2ForCausalLM"],
            Heads = 8, KvHeads = 4, HeadDim = 256, Vocabulary = 256_000, MaxContext = 8192, Tied = true, Norms = 4,
            BiasKey = "attention_bias", BiasOnOutput = true, Complete = HuggingFaceLayers.Gemma2,
        },
        new()
        {
            Name = "Gemma 3", ModelTypes = ["gemma3_text", "gemma3"],
            Architectures = ["Gemma3ForCausalLM", "Gemma3ForConditionalGeneration"],
            Heads = 8, KvHeads = 4, HeadDim = 256, Vocabulary = 262_208, MaxContext = 131_072, Tied = true, Norms = 4, QkNorm = true,
            BiasKey = "attention_bias", BiasOnOutput = true, Complete = HuggingFaceLayers.Gemma3,
        },
    ];
}
