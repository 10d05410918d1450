using System.Text.Json.Serialization;

namespace InferenceSim.Experiments.Accuracy;

/// <summary>What an error band is for.</summary>
public enum BandMetric
{
    /// <summary>Time per output token.</summary>
    [JsonStringEnumMemberName("tpot")]
    Tpot,

    /// <summary>Tokens per second, which cost per token follows.</summary>
    [JsonStringEnumMemberName("throughput")]
    Throughput,
}
