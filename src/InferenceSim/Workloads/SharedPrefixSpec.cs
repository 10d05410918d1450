using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>
/// A layer of text that requests share: system prompts, tool definitions, documents of a corpus. Each request (or session) draws from
/// it with Zipf popularity; rank k is drawn in proportion to 1/k^exponent. Layers follow each other at the start of the prompt and
/// are part of the prompt's length, of which at least one token stays the request's own.
/// </summary>
/// <param name="Count">How many different texts there are, 1 to 10 million.</param>
/// <param name="Tokens">Lengths of the texts.</param>
/// <param name="ZipfExponent">The exponent of popularity; 0 makes all equally popular.</param>
/// <param name="Draws">How many texts of this layer a request begins with (passages of a retrieval).</param>
public sealed record SharedPrefixSpec(int Count, ILengthDistribution Tokens, double ZipfExponent = 1, int Draws = 1)
{
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
