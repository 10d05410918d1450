namespace InferenceSim.Experiments.Answers;

/// <summary>
/// The lower envelope of cost against interactivity: those points for which no other serves a user as fast for less. Everything above it pays for
/// nothing that a user feels.
/// </summary>
public static class CostFrontier
{
    /// <summary>Tokens a second for each user: 1 / mean time per output token; <c>null</c> where nothing ran.</summary>
    public static double? TokensPerSecondOfUser(PointResult point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Report?.Tpot.MeanMs is double ms and > 0 ? 1000 / ms : null;
    }

    /// <summary>Cost of output; <c>null</c> where nobody gave a price.</summary>
    public static double? UsdPerMtok(PointResult point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point.Cost?.OutputUsdPerMillionTokens;
    }

    /// <summary>
    /// Tries batch sizes between those of points on the envelope and their neighbours of the same setup, so that there is less between two points
    /// that nobody knows.
    /// </summary>
    /// <param name="points">Points that were tried.</param>
    /// <param name="rounds">How often neighbours are looked at again.</param>
    /// <param name="run">Runs scenarios.</param>
    /// <returns>All points, those that were added at the end.</returns>
    public static IReadOnlyList<PointResult> Refined(IReadOnlyList<PointResult> points, int rounds, Func<IReadOnlyList<Scenario>, IReadOnlyList<PointResult>> run)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(run);
        List<PointResult> all = [.. points];
        for (int i = 0; i < rounds; i++)
        {
            HashSet<PointResult> envelope = [.. Of(all)];
            Scenario[] between = [.. all.GroupBy(p => p.Inputs.Scenario with { Batch = null }).SelectMany(setup => Between([.. setup.OrderBy(p => p.Inputs.Scenario.Batch)], envelope))];
            if (between.Length == 0)
            {
                break;
            }

            all.AddRange(run(between));
        }

        return all;
    }

    /// <summary>The batches in the middle (of logarithms) between neighbours of which one is on the envelope.</summary>
    private static IEnumerable<Scenario> Between(PointResult[] setup, HashSet<PointResult> envelope)
    {
        foreach ((PointResult low, PointResult high) in setup.Zip(setup.Skip(1)).Where(p => envelope.Contains(p.First) || envelope.Contains(p.Second)))
        {
            if (low.Inputs.Scenario.Batch is int x && high.Inputs.Scenario.Batch is int y && (int)Math.Round(Math.Sqrt((double)x * y)) is int middle && middle > x && middle < y)
            {
                yield return low.Inputs.Scenario with { Batch = middle };
            }
        }
    }

    /// <summary>The points on the envelope, fastest for a user first. Only points that ran and kept up are looked at.</summary>
    public static IReadOnlyList<PointResult> Of(IEnumerable<PointResult> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        List<PointResult> envelope = [];
        double least = double.PositiveInfinity;
        foreach (PointResult point in points
            .Where(p => p.Status is PointStatus.Ok or PointStatus.MissesSlo && TokensPerSecondOfUser(p) is not null && UsdPerMtok(p) is not null)
            .OrderByDescending(TokensPerSecondOfUser).ThenBy(UsdPerMtok))
        {
            if (UsdPerMtok(point) < least)
            {
                least = UsdPerMtok(point)!.Value;
                envelope.Add(point);
            }
        }

        return envelope;
    }
}
