namespace InferenceSim.Plots;

/// <summary>The points of a sweep that share everything but the axis, e.g. those of one accelerator; drawn in one colour.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Points">Its points, in the order in which they are connected.</param>
public sealed record SweepSeries(string Name, IReadOnlyList<SweepPoint> Points);
