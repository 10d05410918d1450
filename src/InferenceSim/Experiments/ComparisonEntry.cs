namespace InferenceSim.Experiments;

/// <summary>One contender of a comparison: its best point and all that were tried.</summary>
/// <param name="Best">
/// The best point that meets the limits; else the one of highest throughput, with status <see cref="PointStatus.MissesSlo"/>; else, where
/// nothing ran, the row that says why.
/// </param>
/// <param name="Points">Every point that was tried, in order of batch.</param>
public sealed record ComparisonEntry(PointResult Best, IReadOnlyList<PointResult> Points)
{
    /// <summary>Whether its best point meets the limits.</summary>
    public bool MeetsLimits => Best.Status == PointStatus.Ok;
}
