namespace InferenceSim.Plots;

/// <summary>A curve.</summary>
/// <param name="Series">Its place in the legend, which gives its colour.</param>
/// <param name="Points">Its points, in the order in which they are connected.</param>
/// <param name="IsDashed">Whether it is drawn dashed: a bound, an envelope.</param>
/// <param name="IsStairs">Whether the height of a point holds from the one before it, instead of a straight line between them.</param>
public sealed record FigureCurve(int Series, IReadOnlyList<FigurePoint> Points, bool IsDashed = false, bool IsStairs = false);
