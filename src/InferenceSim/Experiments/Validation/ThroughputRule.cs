using System.Text.Json.Serialization;

namespace InferenceSim.Experiments.Validation;

/// <summary>Over which part of a run a source averages its throughput.</summary>
public enum ThroughputRule
{
    /// <summary>First arrival to last completion, filling and draining included.</summary>
    [JsonStringEnumMemberName("whole-run")]
    WholeRun,

    /// <summary>From the end of the first wave of users to the moment when the first user finds no further request.</summary>
    [JsonStringEnumMemberName("steady")]
    Steady,
}
