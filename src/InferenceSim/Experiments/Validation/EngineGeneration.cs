using System.Text.Json.Serialization;

namespace InferenceSim.Experiments.Validation;

/// <summary>
/// A generation of a serving engine: how it schedules, what its host code costs, what it sets by itself. Data, never fitted.
/// </summary>
public sealed record EngineGeneration
{
    /// <summary>Its name, e.g. <c>vllm-v1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The engine it is a generation of: its name up to the first hyphen; NIM is TensorRT-LLM in a container.</summary>
    [JsonIgnore]
    public string Family => Name == "nim" ? "trtllm" : Name.Split('-')[0];

    /// <summary>Names of batching policies, the wanted one first; the first that is built is used.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>Names of host profiles, the wanted one first; the first that exists is used.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>How the engine decides what memory the KV cache gets.</summary>
    public required KvMemoryRule KvMemory { get; init; }

    /// <summary>The share that <see cref="KvMemory"/> uses unless a protocol gives another.</summary>
    public required double MemoryShare { get; init; }

    /// <summary>Token budget; <c>null</c> for vLLM's defaults, which depend on the accelerator.</summary>
    public int? TokenBudget { get; init; }

    /// <summary>Limit of sequences; <c>null</c> for vLLM's defaults, which depend on the accelerator.</summary>
    public int? MaxSequences { get; init; }

    /// <summary>Tokens in a KV block.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Whether prefix caching is on unless a protocol says otherwise.</summary>
    public required bool PrefixCaching { get; init; }

    /// <summary>Whether a batch is scheduled while the one before it runs.</summary>
    public bool AsyncScheduling { get; init; }

    /// <summary>Whether data-parallel ranks of a mixture of experts always share their experts, so that a row need not say so by <c>ep</c>.</summary>
    public bool SharesExperts { get; init; }

    /// <summary>Whether sliding layers are cached over the whole context like all others.</summary>
    public bool CachesWholeContext { get; init; }

    /// <summary>Whether a prompt may be cut to what is left of the token budget.</summary>
    public required bool ChunkedPrefill { get; init; }

    /// <summary>KV precision that comes with a weight precision where the row does not tell; bf16 for all others.</summary>
    public IReadOnlyDictionary<string, string> KvPrecisions { get; init => field = value ?? EmptyKv; } = EmptyKv; // generated JSON code sets null if absent

    /// <summary>Where these facts come from.</summary>
    public required string Reason { get; init; }

    private static IReadOnlyDictionary<string, string> EmptyKv { get; } = new Dictionary<string, string>();
}
