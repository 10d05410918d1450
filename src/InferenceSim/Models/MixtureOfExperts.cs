namespace InferenceSim.Models;

/// <summary>The expert layers of a sparse model.</summary>
/// <param name="Experts">Routed experts per MoE layer.</param>
/// <param name="ExpertsPerToken">Routed experts each token passes through.</param>
/// <param name="IntermediateSize">Width of one routed expert.</param>
/// <param name="SharedExperts">Experts every token passes through.</param>
/// <param name="SharedIntermediateSize">Width of one shared expert, or 0.</param>
/// <param name="FirstDenseLayers">Layers at the bottom with a dense MLP.</param>
/// <param name="MoeLayers">Layers with experts.</param>
public sealed record MixtureOfExperts(
    int Experts,
    int ExpertsPerToken,
    int IntermediateSize,
    int SharedExperts,
    int SharedIntermediateSize,
    int FirstDenseLayers,
    int MoeLayers)
{
    /// <summary>Above the first dense layers, every how manieth layer has experts: 1 where all have.</summary>
    public int LayerStep { get; init; } = 1;

    /// <summary>Whether the shared experts' output is weighted by a gate of its own (Qwen2-MoE).</summary>
    public bool SharedExpertGate { get; init; }
}
