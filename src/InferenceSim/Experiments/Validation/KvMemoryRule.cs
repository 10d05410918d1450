using System.Text.Json.Serialization;

namespace InferenceSim.Experiments.Validation;

/// <summary>What an engine's memory share is a share of.</summary>
public enum KvMemoryRule
{
    /// <summary>Of all memory, for weights, activations and cache together (vLLM's <c>gpu_memory_utilization</c>).</summary>
    [JsonStringEnumMemberName("share-of-all")]
    ShareOfAll,

    /// <summary>Of what is free after weights and activations, for the cache alone (TensorRT-LLM's <c>free_gpu_memory_fraction</c>).</summary>
    [JsonStringEnumMemberName("share-of-free")]
    ShareOfFree,

    /// <summary>Of all memory, for weights and cache, activations in the rest (SGLang's <c>mem_fraction_static</c>).</summary>
    [JsonStringEnumMemberName("share-static")]
    ShareStatic,
}
