using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>Always the same length.</summary>
public sealed record FixedLength : ILengthDistribution
{
    /// <summary>Always <paramref name="tokens"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public FixedLength(int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        Tokens = tokens;
    }

    /// <summary>The length in tokens.</summary>
    public int Tokens { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public double? Mean => Tokens;

    /// <inheritdoc/>
    public int Sample(RandomStream random) => Tokens;
}
