using System.Text.Json.Serialization;

namespace InferenceSim.Experiments.Validation;

/// <summary>How lengths are distributed around the figure that a source publishes.</summary>
public enum LengthLaw
{
    /// <summary>All requests have the published length.</summary>
    [JsonStringEnumMemberName("fixed")]
    Fixed,

    /// <summary>Uniform from 0.8 to 1.0 of the published length, which is nominal (mean 0.9 of it).</summary>
    [JsonStringEnumMemberName("uniform-below-nominal")]
    UniformBelowNominal,

    /// <summary>The same law, but the published length is its mean.</summary>
    [JsonStringEnumMemberName("uniform-around-mean")]
    UniformAroundMean,
}
