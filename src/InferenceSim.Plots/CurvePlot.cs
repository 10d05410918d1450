namespace InferenceSim.Plots;

/// <summary>A curve that was measured and the same one predicted.</summary>
/// <param name="Title">Headline of the panel: what was measured.</param>
/// <param name="XTitle">Title of the horizontal axis.</param>
/// <param name="YTitle">Title of the vertical axis.</param>
/// <param name="Series">The series, for the colour.</param>
/// <param name="LogY">Whether the vertical axis may be logarithmic.</param>
/// <param name="Points">The points in order of load, each with its label.</param>
public sealed record CurvePlot(string Title, string XTitle, string YTitle, int Series, bool LogY, IReadOnlyList<CurvePoint> Points);
