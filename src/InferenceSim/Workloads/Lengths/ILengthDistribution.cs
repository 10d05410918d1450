using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>
/// A distribution of token counts (or turns). Immutable; a sample depends on the stream alone. In JSON the property <c>kind</c>
/// chooses among the implementations.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FixedLength), "fixed")]
[JsonDerivedType(typeof(UniformLength), "uniform")]
[JsonDerivedType(typeof(LognormalLength), "lognormal")]
[JsonDerivedType(typeof(QuantileLength), "quantiles")]
[JsonDerivedType(typeof(CdfLength), "cdf")]
[JsonDerivedType(typeof(WeightedLength), "weighted")]
public interface ILengthDistribution
{
    /// <summary>The mean in tokens where a formula gives it (up to rounding to whole tokens), else <c>null</c>.</summary>
    [JsonIgnore]
    double? Mean { get; }

    /// <summary>Draws one length, at least 1.</summary>
    int Sample(RandomStream random);
}
