using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>An empirical distribution given by equally spaced quantiles, drawn by inverse CDF with straight lines between them.</summary>
public sealed record QuantileLength : ILengthDistribution
{
    private readonly double[] _values;

    /// <summary>The distribution whose quantiles 0, 1/(n-1), ..., 1 are <paramref name="values"/> (101 values: percentiles).</summary>
    /// <exception cref="ArgumentException">Fewer than two values, a negative one, or a decreasing step.</exception>
    public QuantileLength(IReadOnlyList<double> values)
    {
        if (values is not { Count: >= 2 } || !(values[0] >= 0 && double.IsFinite(values[^1])))
        {
            throw new ArgumentException("quantiles need at least two values, none negative", nameof(values));
        }

        for (int i = 1; i < values.Count; i++)
        {
            if (!(values[i] >= values[i - 1]))
            {
                throw new ArgumentException($"quantiles must not decrease (value {i + 1} of {values.Count})", nameof(values));
            }
        }

        _values = [.. values];
        Values = values;
    }

    /// <summary>The quantiles, from the minimum to the maximum, in tokens.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public double? Mean
    {
        get
        {
            double inner = _values.AsSpan(1, _values.Length - 2).ToArray().Sum();
            return (inner + (_values[0] + _values[^1]) / 2) / (_values.Length - 1);
        }
    }

    /// <inheritdoc/>
    public int Sample(RandomStream random)
    {
        double position = random.NextUniform() * (_values.Length - 1);
        int i = (int)position;
        double value = _values[i] + (_values[i + 1] - _values[i]) * (position - i);
        return Math.Max(1, (int)Math.Min(int.MaxValue, Math.Round(value)));
    }
}
