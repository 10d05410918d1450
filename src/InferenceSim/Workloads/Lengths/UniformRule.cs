using System.Text.Json.Serialization;

namespace InferenceSim.Workloads.Lengths;

/// <summary>The two meanings that benchmark tools give to a "random range ratio" r of a length L.</summary>
public enum UniformRule
{
    /// <summary>From L(1 - r) to L(1 + r): vLLM's <c>random</c> data set. Mean L.</summary>
    [JsonStringEnumMemberName("pm")]
    PlusMinus,

    /// <summary>From r L to L: SGLang's <c>random</c> data set and InferenceX. Mean (1 + r) L / 2.</summary>
    [JsonStringEnumMemberName("from")]
    From,
}
