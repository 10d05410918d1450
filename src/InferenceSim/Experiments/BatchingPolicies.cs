using InferenceSim.Scheduling;

namespace InferenceSim.Experiments;

/// <summary>Batching policies by the names that users give: what each sets on an engine.</summary>
internal static class BatchingPolicies
{
    private static readonly EngineOptions s_any = new() { MaxSequences = 1, TokenBudget = 1, Blocks = 1, MaxModelLength = 1 };

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

    /// <summary>Those that are forms of vLLM's continuous batching.</summary>
    public static string[] Continuous { get; } = [.. s_byName.Keys.Where(IsContinuous)];

    /// <summary>Whether the policy called <paramref name="name"/> is a form of vLLM's continuous batching.</summary>
    public static bool IsContinuous(string name) => Apply(name, s_any).Policy == BatchingPolicy.Vllm;

    /// <summary><paramref name="engine"/> with the policy called <paramref name="name"/>, which is one of <see cref="Names"/>.</summary>
    public static EngineOptions Apply(string name, EngineOptions engine) => s_byName[name](engine);
}
