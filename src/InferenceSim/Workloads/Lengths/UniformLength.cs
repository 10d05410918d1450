using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>Whole numbers, all equally likely, both ends included.</summary>
public sealed record UniformLength : ILengthDistribution
{
    /// <summary>Lengths around or below <paramref name="tokens"/>.</summary>
    /// <param name="tokens">The nominal length L, at least 1.</param>
    /// <param name="ratio">The ratio r, from 0 to 1.</param>
    /// <param name="rule">Which meaning the ratio has.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public UniformLength(int tokens, double ratio, UniformRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1);
        if (!(ratio >= 0 && ratio <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "the ratio of a uniform length lies between 0 and 1");
        }

        Tokens = tokens;
        Ratio = ratio;
        Rule = rule;

        // Rounded first, so that 1000 x (1 + 0.1) = 1100.0000000000002 does not become 1101.
        double low = Math.Floor(Math.Round(tokens * (rule == UniformRule.PlusMinus ? 1 - ratio : ratio), 6));
        double high = rule == UniformRule.PlusMinus ? Math.Ceiling(Math.Round(tokens * (1 + ratio), 6)) : tokens;
        Minimum = Math.Max(1, (int)low);
        Maximum = (int)Math.Min(int.MaxValue, high);
    }

    /// <summary>The nominal length L.</summary>
    public int Tokens { get; }

    /// <summary>The ratio r.</summary>
    public double Ratio { get; }

    /// <summary>Which meaning the ratio has.</summary>
    public UniformRule Rule { get; }

    /// <summary>The shortest length, at least 1.</summary>
    [JsonIgnore]
    public int Minimum { get; }

    /// <summary>The longest length.</summary>
    [JsonIgnore]
    public int Maximum { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public double? Mean => (Minimum + (double)Maximum) / 2;

    /// <inheritdoc/>
    public int Sample(RandomStream random)
    {
        // The upper half of a 128-bit product maps 64 random bits onto the range; the bias is below 2^-32.
        ulong span = (ulong)((long)Maximum - Minimum + 1);
        return (int)(Minimum + (long)Math.BigMul(random.NextUInt64(), span, out _));
    }
}
