using InferenceSim.Scheduling;

namespace InferenceSim.Experiments;

/// <summary>Batching policies by the names that users give.</summary>
internal static class BatchingPolicies
{
    private static readonly Dictionary<string, BatchingPolicy> s_byName = new(StringComparer.Ordinal)
    {
        ["vllm"] = BatchingPolicy.Vllm,
        ["sglang"] = BatchingPolicy.Sglang,
        ["trtllm"] = BatchingPolicy.Trtllm,
        ["trtllm-max-utilization"] = BatchingPolicy.TrtllmMaxUtilization,
        ["prefill-first"] = BatchingPolicy.PrefillFirst,
        ["static"] = BatchingPolicy.Static,
    };

    /// <summary>The names, the default first.</summary>
    public static string[] Names { get; } = [.. s_byName.Keys];

    /// <summary>The policy called <paramref name="name"/>, which is one of <see cref="Names"/>.</summary>
    public static BatchingPolicy Parse(string name) => s_byName[name];
}
