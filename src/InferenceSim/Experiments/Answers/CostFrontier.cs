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
    /// Tries batch sizes between neighbours on the envelope that differ in nothing else, so that there is less between two points that nobody knows.
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
            IReadOnlyList<PointResult> envelope = Of(all);
            Scenario[] between = [.. envelope.Zip(envelope.Skip(1), Between).OfType<Scenario>().Except(all.Select(p => p.Inputs.Scenario))];
            if (between.Length == 0)
            {
                break;
            }

            all.AddRange(run(between));
        }

        return all;
    }

    /// <summary>The scenario with the batch in the middle (of logarithms) of two that differ in it alone; <c>null</c> where they differ in more, or there is none between.</summary>
    private static Scenario? Between(PointResult first, PointResult second)
    {
        Scenario a = first.Inputs.Scenario, b = second.Inputs.Scenario;
        return a.Batch is int x && b.Batch is int y && (int)Math.Round(Math.Sqrt((double)x * y)) is int middle && middle != x && middle != y && (a with { Batch = y }) == b
            ? a with { Batch = middle }
            : null;
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
