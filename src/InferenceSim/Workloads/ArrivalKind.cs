using System.Text.Json.Serialization;

namespace InferenceSim.Workloads;

/// <summary>How requests (or sessions) come.</summary>
public enum ArrivalKind
{
    /// <summary>Gaps are exponential: many independent users.</summary>
    [JsonStringEnumMemberName("poisson")]
    Poisson,

    /// <summary>Gaps are gamma distributed with a given coefficient of variation: bursty above 1, regular below.</summary>
    [JsonStringEnumMemberName("gamma")]
    Gamma,

    /// <summary>Gaps are all equal; the first request comes at time 0.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>Everything is there at time 0: an offline batch.</summary>
    [JsonStringEnumMemberName("all-at-once")]
    AllAtOnce,

    /// <summary>A fixed number of users, each asking again after its answer and a think time.</summary>
    [JsonStringEnumMemberName("closed-loop")]
    ClosedLoop,
}
