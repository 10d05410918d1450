using InferenceSim.Scheduling;

namespace InferenceSim.Experiments;

/// <summary>Batching policies by the names that users give: what each sets on an engine.</summary>
internal static class BatchingPolicies
{
    private static readonly Dictionary<string, Func<EngineOptions, EngineOptions>> s_byName = new(StringComparer.Ordinal)
    {
        ["vllm"] = e => e with { Policy = BatchingPolicy.Vllm },
        ["sglang"] = e => e with { Policy = BatchingPolicy.Sglang },
        ["trtllm"] = e => e with { Policy = BatchingPolicy.Vllm, ChunkedPrefill = false, ReserveOutput = true },
        ["trtllm-max-utilization"] = e => e with { Policy = BatchingPolicy.Vllm, ChunkedPrefill = false },
        ["prefill-first"] = e => e with { Policy = BatchingPolicy.PrefillFirst },
        ["static"] = e => e with { Policy = BatchingPolicy.Static },
    };

    /// <summary>The names, the default first.</summary>
    public static string[] Names { get; } = [.. s_byName.Keys];

    /// <summary>Whether it may schedule a batch while the one before it runs: those that are <see cref="BatchingPolicy.Vllm"/> underneath.</summary>
    public static bool CanBeAsynchronous(string name) => name is "vllm" or "trtllm" or "trtllm-max-utilization";

    /// <summary><paramref name="engine"/> with the policy called <paramref name="name"/>, which is one of <see cref="Names"/>.</summary>
    public static EngineOptions Apply(string name, EngineOptions engine) => s_byName[name](engine);
}
