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
