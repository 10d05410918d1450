using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>
/// A layer of text that requests share: system prompts, tool definitions, documents of a corpus. Each request (or session) draws from
/// it with Zipf popularity; rank k is drawn in proportion to 1/k^exponent. Layers follow each other at the start of the prompt and
/// are part of the prompt's length, of which at least one token stays the request's own.
/// </summary>
public sealed record SharedPrefixSpec
{
    /// <summary>How many different texts there are, 1 to 10 million.</summary>
    public required int Count { get; init; }

    /// <summary>Lengths of the texts.</summary>
    public required ILengthDistribution Tokens { get; init; }

    /// <summary>The exponent of popularity; 0 makes all equally popular.</summary>
    public double ZipfExponent { get; init; } = 1;

    /// <summary>How many texts of this layer a request begins with (passages of a retrieval).</summary>
    public int Draws { get; init; } = 1;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InvalidConfigurationException">A number is out of range.</exception>
    internal void Validate()
    {
        if (Count is < 1 or > 10_000_000 || Draws is < 1 or > 1000 || !(ZipfExponent >= 0 && ZipfExponent <= 10))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"shared_prefixes: count {Count} must be 1 to 10000000, draws {Draws} 1 to 1000, zipf_exponent {ZipfExponent} 0 to 10"));
        }
    }
}
