using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>A few lengths, each with its weight: turn counts, mixes of benchmark shapes.</summary>
public sealed record WeightedLength : ILengthDistribution
{
    private readonly int[] _values;
    private readonly double[] _cumulative;

    /// <summary>The distribution of <paramref name="choices"/>, each <c>[length, weight]</c>; weights are scaled to add up to 1.</summary>
    /// <exception cref="ArgumentException">No choices, a length below 1, or a weight that is not positive.</exception>
    public WeightedLength(IReadOnlyList<double[]> choices)
    {
        if (choices is not { Count: >= 1 } || choices.Any(c => c is not [>= 1 and <= int.MaxValue, > 0 and < double.PositiveInfinity]))
        {
            throw new ArgumentException("weighted lengths are pairs [length, weight] with length >= 1 and weight > 0", nameof(choices));
        }

        Choices = choices;
        _values = [.. choices.Select(c => (int)c[0])];
        _cumulative = new double[_values.Length];
        double total = choices.Sum(c => c[1]);
        double sum = 0;
        for (int i = 0; i < _values.Length; i++)
        {
            sum += choices[i][1] / total;
            _cumulative[i] = sum;
        }
    }

    /// <summary>Pairs of length and weight.</summary>
    public IReadOnlyList<double[]> Choices { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public double? Mean
    {
        get
        {
            double total = Choices.Sum(c => c[1]);
            return Choices.Sum(c => Math.Floor(c[0]) * c[1] / total);
        }
    }

    /// <inheritdoc/>
    public int Sample(RandomStream random)
    {
        int i = Array.BinarySearch(_cumulative, random.NextUniform());
        i = i < 0 ? ~i : i + 1; // a share that is reached belongs to the next choice
        return _values[Math.Min(i, _values.Length - 1)];
    }
}
