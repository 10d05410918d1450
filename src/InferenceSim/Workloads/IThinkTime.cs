using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>A distribution of the time between an answer and the next request of the same session. In JSON <c>kind</c> chooses.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FixedThinkTime), "fixed")]
[JsonDerivedType(typeof(ExponentialThinkTime), "exponential")]
[JsonDerivedType(typeof(LognormalThinkTime), "lognormal")]
public interface IThinkTime
{
    /// <summary>Draws one think time.</summary>
    SimDuration Sample(RandomStream random);
}
