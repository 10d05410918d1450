using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments.Validation;

/// <summary>How lengths vary in a data set of which a measurement gives the means only.</summary>
/// <param name="Dataset">Part of the data set's name, upper or lower case.</param>
/// <param name="Reason">Where the points are from.</param>
/// <param name="PromptTokens">Points of the prompts' cumulative distribution, each <c>[tokens, share of prompts up to that]</c>.</param>
/// <param name="OutputTokens">The same of the answers.</param>
public sealed record DatasetLengths(
    string Dataset, string Reason, IReadOnlyList<double[]> PromptTokens, IReadOnlyList<double[]> OutputTokens)
{
    /// <summary>The distribution of that shape with the <paramref name="mean"/> that a measurement publishes.</summary>
    /// <exception cref="ArgumentException"><paramref name="points"/> are no cumulative distribution.</exception>
    public static CdfLength WithMean(IReadOnlyList<double[]> points, double mean)
    {
        double factor = mean / new CdfLength(points).Mean!.Value;
        return new CdfLength([.. points.Select(p => (double[])[factor * p[0], p[1]])]);
    }
}
