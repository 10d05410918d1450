using System.Globalization;
using System.Text.Json;

namespace InferenceSim.Models;

/// <summary>Says in words and in bits what a config.json's <c>quantization_config</c>, or else its data type, stores the weights as.</summary>
internal static class HuggingFaceQuantization
{
    /// <summary>The published format, and its bits per quantized parameter with scales and zero points where those are known.</summary>
    public static (string Precision, double? Bits) Read(HuggingFaceKeys keys)
    {
        if (keys.Object("quantization_config") is not { } quantization)
        {
            return FromDataType(keys.Text("torch_dtype") ?? keys.Text("dtype"));
        }

        string method = String(quantization, "quant_method") ?? String(quantization, "quant_algo") ?? "";
        return method switch
        {
            "fp8" => (Fp8(quantization), 8),
            "fbgemm_fp8" => ("fp8 (fbgemm)", 8),
            // 32 values of 4 bits share an 8-bit exponent (OCP microscaling).
            "mxfp4" => ("mxfp4 (MoE weights), bf16 rest", 4.25),
            "awq" or "gptq" => Grouped(quantization, method),
            "compressed-tensors" => CompressedTensors(quantization),
            "modelopt" => ModelOpt(quantization),
            _ => (method.Length == 0 ? "quantized" : method, null),
        };
    }

    private static (string Precision, double? Bits) FromDataType(string? type) => type switch
    {
        "bfloat16" => ("bf16", 16),
        "float16" => ("fp16", 16),
        "float32" => ("fp32", 32),
        null => ("", null),
        _ => (type, null),
    };

    private static string Fp8(JsonElement quantization)
    {
        string kind = String(quantization, "fmt") ?? "e4m3";
        bool hasBlocks = quantization.TryGetProperty("weight_block_size", out JsonElement block)
            && block.ValueKind == JsonValueKind.Array && block.GetArrayLength() == 2;
        return hasBlocks ? $"fp8 ({kind}, {block[0]}x{block[1]} blocks)" : $"fp8 ({kind})";
    }

    /// <summary>AWQ and GPTQ store a 16-bit scale and a packed zero point per group.</summary>
    private static (string Precision, double? Bits) Grouped(JsonElement quantization, string method)
    {
        if (Number(quantization, "bits") is not { } bits)
        {
            return (method, null);
        }

        double scales = Number(quantization, "group_size") is > 0 and { } group ? (16.0 + bits) / group : 0;
        return (Invariant($"int{bits} ({method})"), bits + scales);
    }

    /// <summary>The first group's weights; symmetric ones store a 16-bit scale per group and no zero point.</summary>
    private static (string Precision, double? Bits) CompressedTensors(JsonElement quantization)
    {
        const string Method = "compressed-tensors";
        if (!quantization.TryGetProperty("config_groups", out JsonElement groups) || groups.ValueKind != JsonValueKind.Object)
        {
            return (Method, null);
        }

        foreach (JsonProperty group in groups.EnumerateObject())
        {
            if (group.Value.ValueKind == JsonValueKind.Object
                && group.Value.TryGetProperty("weights", out JsonElement weights)
                && weights.ValueKind == JsonValueKind.Object
                && Number(weights, "num_bits") is { } bits)
            {
                string kind = String(weights, "type") == "float" ? "fp" : "int";
                double scales = Number(weights, "group_size") is > 0 and { } size ? 16.0 / size : 0;
                return (Invariant($"{kind}{bits} ({Method})"), bits + scales);
            }
        }

        return (Method, null);
    }

    private static (string Precision, double? Bits) ModelOpt(JsonElement quantization) => String(quantization, "quant_algo") switch
    {
        "FP8" => ("fp8 (modelopt)", 8),
        // 16 values of 4 bits share an fp8 scale.
        "NVFP4" => ("nvfp4 (modelopt)", 4.5),
        { } other => ($"{other} (modelopt)", null),
        null => ("modelopt", null),
    };

    private static string? String(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
