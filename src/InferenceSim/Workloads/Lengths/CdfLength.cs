using System.Text.Json.Serialization;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Lengths;

/// <summary>An empirical distribution given by points of its cumulative distribution, with straight lines between them.</summary>
public sealed record CdfLength : ILengthDistribution
{
    private const int GuideSteps = 256;

    private readonly double[] _tokens;
    private readonly double[] _shares;
    private readonly int[] _guide; // the first point at or above each 256th, from where a short walk finds the right one

    /// <summary>The distribution through <paramref name="points"/>, each <c>[tokens, share of lengths up to that]</c>.</summary>
    /// <exception cref="ArgumentException">No points, a step down, a point that is not a pair, or a last share that is not 1.</exception>
    public CdfLength(IReadOnlyList<double[]> points)
    {
        if (points is not { Count: >= 1 } || points.Any(p => p is not [>= 0, >= 0 and <= 1]))
        {
            throw new ArgumentException("a cdf needs points [tokens, share] with tokens >= 0 and shares from 0 to 1", nameof(points));
        }

        _tokens = [.. points.Select(p => p[0])];
        _shares = [.. points.Select(p => p[1])];
        for (int i = 1; i < points.Count; i++)
        {
            if (_tokens[i] < _tokens[i - 1] || _shares[i] < _shares[i - 1])
            {
                throw new ArgumentException($"tokens and shares of a cdf must not decrease (point {i + 1} of {points.Count})", nameof(points));
            }
        }

        if (Math.Abs(_shares[^1] - 1) > 1e-9)
        {
            throw new ArgumentException(FormattableString.Invariant($"the last share of a cdf must be 1, not {_shares[^1]}"), nameof(points));
        }

        Points = points;
        _guide = new int[GuideSteps];
        for (int step = 0, i = 0; step < GuideSteps; step++)
        {
            while (i < _shares.Length - 1 && _shares[i] < step / (double)GuideSteps)
            {
                i++;
            }

            _guide[step] = i;
        }
    }

    /// <summary>The points, each tokens and the share of lengths up to that. What lies below the first share has the first length.</summary>
    public IReadOnlyList<double[]> Points { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public double? Mean
    {
        get
        {
            double mean = _tokens[0] * _shares[0];
            for (int i = 1; i < _tokens.Length; i++)
            {
                mean += (_tokens[i] + _tokens[i - 1]) / 2 * (_shares[i] - _shares[i - 1]);
            }

            return mean;
        }
    }

    /// <inheritdoc/>
    public int Sample(RandomStream random)
    {
        double share = random.NextUniform();
        int i = _guide[(int)(share * GuideSteps)];
        while (i < _shares.Length - 1 && _shares[i] < share)
        {
            i++;
        }

        double value = _tokens[i];
        if (i > 0 && _shares[i] > _shares[i - 1])
        {
            value = _tokens[i - 1] + (_tokens[i] - _tokens[i - 1]) * (share - _shares[i - 1]) / (_shares[i] - _shares[i - 1]);
        }

        return Math.Max(1, (int)Math.Min(int.MaxValue, Math.Round(value)));
    }
}
