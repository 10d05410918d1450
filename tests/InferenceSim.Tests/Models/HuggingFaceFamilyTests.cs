using System.Text;
using InferenceSim.Models;
using NUnit.Framework;

namespace InferenceSim.Tests.Models;

/// <summary>A config.json of each family, with the keys that family's files have, must give the catalogue's model.</summary>
public sealed class HuggingFaceFamilyTests
{
    private const string Llama = """
        { "architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 128000, "eos_token_id": [128001, 128008],
          "hidden_act": "silu", "hidden_size": 8192, "intermediate_size": 28672, "max_position_embeddings": 131072,
          "model_type": "llama", "num_attention_heads": 64, "num_hidden_layers": 80, "num_key_value_heads": 8,
          "rms_norm_eps": 1e-05, "rope_scaling": { "factor": 8.0, "rope_type": "llama3" }, "rope_theta": 500000.0,
          "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 128256 }
        """;

    // Full multi-head attention, neither KV heads nor tying given, as the first Llama's files were.
    private const string LlamaMinimal = """
        { "architectures": ["LlamaForCausalLM"], "hidden_size": 4096, "intermediate_size": 11008, "max_position_embeddings": 4096,
          "num_attention_heads": 32, "num_hidden_layers": 32, "torch_dtype": "float16", "vocab_size": 32000 }
        """;

    private const string Llama4 = """
        { "model_type": "llama4", "architectures": ["Llama4ForConditionalGeneration"], "torch_dtype": "bfloat16", "text_config": {
            "model_type": "llama4_text", "attention_chunk_size": 8192, "attention_bias": false, "head_dim": 128, "hidden_size": 5120,
            "interleave_moe_layer_step": 2, "intermediate_size": 8192, "intermediate_size_mlp": 16384, "no_rope_layers": [],
            "max_position_embeddings": 1048576, "num_attention_heads": 40, "num_experts_per_tok": 1, "num_hidden_layers": 48,
            "num_key_value_heads": 8, "num_local_experts": 128, "use_qk_norm": false, "vocab_size": 202048 },
          "vision_config": { "hidden_size": 1408, "num_hidden_layers": 34, "model_type": "llama4_vision_model" } }
        """;

    private const string Mistral = """
        { "architectures": ["MistralForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 32768,
          "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
          "sliding_window": 4096, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 32000 }
        """;

    private const string MistralNemo = """
        { "architectures": ["MistralForCausalLM"], "head_dim": 128, "hidden_size": 5120, "intermediate_size": 14336,
          "max_position_embeddings": 131072, "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 40,
          "num_key_value_heads": 8, "sliding_window": null, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 131072 }
        """;

    private const string Mixtral = """
        { "architectures": ["MixtralForCausalLM"], "hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 32768,
          "model_type": "mixtral", "num_attention_heads": 32, "num_experts_per_tok": 2, "num_hidden_layers": 32,
          "num_key_value_heads": 8, "num_local_experts": 8, "output_router_logits": false, "sliding_window": null,
          "tie_word_embeddings": false, "torch_dtype": "bfloat16", "vocab_size": 32000 }
        """;

    private const string Qwen25 = """
        { "architectures": ["Qwen2ForCausalLM"], "hidden_size": 896, "intermediate_size": 4864, "max_position_embeddings": 32768,
          "max_window_layers": 21, "model_type": "qwen2", "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
          "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936 }
        """;

    private const string Qwen3 = """
        { "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "head_dim": 128, "hidden_size": 2560,
          "intermediate_size": 9728, "max_position_embeddings": 40960, "max_window_layers": 36, "model_type": "qwen3",
          "num_attention_heads": 32, "num_hidden_layers": 36, "num_key_value_heads": 8, "sliding_window": null,
          "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936 }
        """;

    private const string Qwen3Moe = """
        { "architectures": ["Qwen3MoeForCausalLM"], "attention_bias": false, "decoder_sparse_step": 1, "head_dim": 128,
          "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings": 40960, "max_window_layers": 48,
          "mlp_only_layers": [], "model_type": "qwen3_moe", "moe_intermediate_size": 768, "norm_topk_prob": true,
          "num_attention_heads": 32, "num_experts": 128, "num_experts_per_tok": 8, "num_hidden_layers": 48, "num_key_value_heads": 4,
          "sliding_window": null, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936 }
        """;

    private const string DeepSeekV3 = """
        { "architectures": ["DeepseekV3ForCausalLM"], "attention_bias": false, "auto_map": { "AutoConfig": "x" }, "ep_size": 1,
          "first_k_dense_replace": 3, "hidden_size": 7168, "intermediate_size": 18432, "kv_lora_rank": 512,
          "max_position_embeddings": 163840, "model_type": "deepseek_v3", "moe_intermediate_size": 2048, "moe_layer_freq": 1,
          "n_group": 8, "n_routed_experts": 256, "n_shared_experts": 1, "num_attention_heads": 128, "num_experts_per_tok": 8,
          "num_hidden_layers": 61, "num_key_value_heads": 128, "num_nextn_predict_layers": 1, "q_lora_rank": 1536,
          "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "tie_word_embeddings": false, "topk_group": 4, "torch_dtype": "bfloat16",
          "quantization_config": { "activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8", "weight_block_size": [128, 128] },
          "v_head_dim": 128, "vocab_size": 129280 }
        """;

    private const string DeepSeekV2Lite = """
        { "architectures": ["DeepseekV2ForCausalLM"], "first_k_dense_replace": 1, "hidden_size": 2048, "intermediate_size": 10944,
          "kv_lora_rank": 512, "max_position_embeddings": 163840, "model_type": "deepseek_v2", "moe_intermediate_size": 1408,
          "moe_layer_freq": 1, "n_routed_experts": 64, "n_shared_experts": 2, "num_attention_heads": 16, "num_experts_per_tok": 6,
          "num_hidden_layers": 27, "num_key_value_heads": 16, "q_lora_rank": null, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64,
          "tie_word_embeddings": false, "torch_dtype": "bfloat16", "v_head_dim": 128, "vocab_size": 102400 }
        """;

    private const string GptOss = """
        { "architectures": ["GptOssForCausalLM"], "attention_bias": true, "experts_per_token": 4, "head_dim": 64, "hidden_size": 2880,
          "initial_context_length": 4096, "intermediate_size": 2880, "max_position_embeddings": 131072, "model_type": "gpt_oss",
          "num_attention_heads": 64, "num_experts_per_tok": 4, "num_hidden_layers": 36, "num_key_value_heads": 8, "num_local_experts": 128,
          "quantization_config": { "modules_to_not_convert": ["lm_head"], "quant_method": "mxfp4" },
          "sliding_window": 128, "swiglu_limit": 7.0, "tie_word_embeddings": false, "vocab_size": 201088 }
        """;

    private const string Gemma2 = """
        { "architectures": ["Gemma2ForCausalLM"], "attention_bias": false, "attn_logit_softcapping": 50.0, "head_dim": 256,
          "hidden_size": 3584, "intermediate_size": 14336, "max_position_embeddings": 8192, "model_type": "gemma2",
          "num_attention_heads": 16, "num_hidden_layers": 42, "num_key_value_heads": 8, "sliding_window": 4096,
          "torch_dtype": "bfloat16", "vocab_size": 256000 }
        """;

    // The published file leaves out whatever equals the family's default.
    private const string Gemma3 = """
        { "architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "mm_tokens_per_image": 256, "torch_dtype": "bfloat16",
          "text_config": { "hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34,
            "rope_scaling": { "factor": 8.0, "rope_type": "linear" }, "sliding_window": 1024 },
          "vision_config": { "hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 27, "num_attention_heads": 16 } }
        """;

    private const string Gemma3Text = """
        { "architectures": ["Gemma3ForCausalLM"], "attention_bias": false, "head_dim": 256, "hidden_size": 1152,
          "intermediate_size": 6912, "max_position_embeddings": 32768, "model_type": "gemma3_text", "num_attention_heads": 4,
          "num_hidden_layers": 26, "num_key_value_heads": 1, "sliding_window": 512, "sliding_window_pattern": 6,
          "torch_dtype": "bfloat16", "vocab_size": 262144 }
        """;

    private static readonly Dictionary<string, string> Samples = new()
    {
        ["llama-3.1-70b"] = Llama,
        ["llama-2-7b"] = LlamaMinimal,
        ["llama-4-maverick"] = Llama4,
        ["mistral-7b-v0.1"] = Mistral,
        ["mistral-nemo-12b"] = MistralNemo,
        ["mixtral-8x7b"] = Mixtral,
        ["qwen2.5-0.5b"] = Qwen25,
        ["qwen3-4b"] = Qwen3,
        ["qwen3-30b-a3b"] = Qwen3Moe,
        ["deepseek-v3"] = DeepSeekV3,
        ["deepseek-v2-lite"] = DeepSeekV2Lite,
        ["gpt-oss-120b"] = GptOss,
        ["gemma-2-9b"] = Gemma2,
        ["gemma-3-4b"] = Gemma3,
        ["gemma-3-1b"] = Gemma3Text,
    };

    private static IEnumerable<string> SampleNames => Samples.Keys;

    [TestCaseSource(nameof(SampleNames))]
    public void GivesTheModelOfTheCatalogue(string name)
    {
        ModelArchitecture read = Read(Samples[name]);
        ModelArchitecture known = ModelCatalog.Find(name);

        // What a config.json cannot know: names, dates, sources, published figures.
        ModelArchitecture expected = known with
        {
            Name = read.Name,
            DisplayName = read.DisplayName,
            Family = read.Family,
            ReleaseDate = null,
            TotalParametersPublished = null,
            ActiveParametersPublished = null,
            Confidence = "",
            Source = read.Source,
            Notes = null,
        };
        Assert.That(read, Is.EqualTo(expected));
    }

    [TestCase("sliding_window_pattern", "2", 13)]
    [TestCase("layer_types", """["full_attention", "sliding_attention"]""", 1)]
    public void TheAttentionPatternCanBeGivenByKey(string key, string value, int full)
    {
        string layers = key == "layer_types" ? "2" : "26";
        string json = Gemma3Text
            .Replace("\"sliding_window_pattern\": 6", $"\"{key}\": {value}", StringComparison.Ordinal)
            .Replace("\"num_hidden_layers\": 26", $"\"num_hidden_layers\": {layers}", StringComparison.Ordinal);
        Assert.That(Read(json).FullAttentionLayers, Is.EqualTo(full));
    }

    // By hand, Qwen1.5-MoE-A2.7B: 24 layers of H = 2048, attention 4 H^2 + 3 H bias, 60 experts of 3 H 1408, a router of 60 H, one
    // shared expert of 3 H 5632 with a gate of H, two norms; embedding and head of 151,936 H; a last norm.
    [Test]
    public void SharedExpertsOfQwenHaveAGate()
    {
        ModelArchitecture model = Read("""
            { "model_type": "qwen2_moe", "hidden_size": 2048, "intermediate_size": 5632, "max_position_embeddings": 8192,
              "moe_intermediate_size": 1408, "num_attention_heads": 16, "num_experts": 60, "num_experts_per_tok": 4,
              "num_hidden_layers": 24, "num_key_value_heads": 16, "shared_expert_intermediate_size": 5632, "vocab_size": 151936,
              "decoder_sparse_step": 1, "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
            """);
        const long H = 2048;
        const long Layer = (4 * H * H) + (3 * H) + (60 * 3 * H * 1408) + (60 * H) + (3 * H * 5632) + H + (2 * H);
        Assert.That(model.TotalParameters, Is.EqualTo((24 * Layer) + (2 * 151_936 * H) + H).And.EqualTo(14_315_784_192));
    }

    [TestCase("""{ "quant_method": "awq", "bits": 4, "group_size": 128 }""", "int4 (awq)", 4.15625)]
    [TestCase("""{ "quant_method": "gptq", "bits": 8, "group_size": -1 }""", "int8 (gptq)", 8)]
    [TestCase("""{ "quant_method": "compressed-tensors", "config_groups": { "group_0": { "weights": { "num_bits": 4, "type": "int", "group_size": 32 } } } }""", "int4 (compressed-tensors)", 4.5)]
    [TestCase("""{ "quant_method": "modelopt", "quant_algo": "NVFP4" }""", "nvfp4 (modelopt)", 4.5)]
    [TestCase("""{ "quant_method": "something new" }""", "something new", null)]
    public void TheWeightFormatIsTheOneOfTheQuantization(string quantization, string precision, double? bits)
    {
        ModelArchitecture model = Read(Llama.Replace("\"model_type\"", $"\"quantization_config\": {quantization}, \"model_type\"", StringComparison.Ordinal));
        Assert.That((model.NativePrecision, model.NativeWeightBits), Is.EqualTo((precision, bits)));
    }

    [TestCase("config.json", "config")]
    [TestCase("models/Llama-3.1-70B/config.json", "Llama-3.1-70B")]
    [TestCase("./my-model.json", "my-model")]
    public void TheModelIsNamedAfterItsFileOrFolder(string sourceName, string name) =>
        Assert.That(HuggingFaceConfig.Read(Bytes(Llama), sourceName).Name, Is.EqualTo(name));

    private static ModelArchitecture Read(string json) => HuggingFaceConfig.Read(Bytes(json), "config.json");

    private static MemoryStream Bytes(string json) => new(Encoding.UTF8.GetBytes(json));
}
