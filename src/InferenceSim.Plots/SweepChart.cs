using InferenceSim.Simulation;

namespace InferenceSim.Plots;

/// <summary>
/// Draws a sweep: throughput, interactivity, latencies and cost over the swept axis, and throughput against interactivity. The same
/// figure gives the same bytes on one machine.
/// </summary>
public static class SweepChart
{
    /// <summary>The format that a file's name asks for by its ending.</summary>
    /// <exception cref="InvalidConfigurationException">It ends neither in .png nor in .svg.</exception>
    public static PlotFormat FormatOf(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".PNG" => PlotFormat.Png,
            ".SVG" => PlotFormat.Svg,
            _ => throw new InvalidConfigurationException($"'{fileName}': a chart is written as .png or .svg; give its name one of these endings"),
        };
    }

    /// <summary>Writes <paramref name="figure"/> to <paramref name="stream"/>, which stays open.</summary>
    public static void Write(Stream stream, PlotFormat format, SweepFigure figure)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(figure);
        ChartPage page = new()
        {
            Title = figure.Title,
            Subtitle = figure.Subtitle,
            Legend = [.. figure.Series.Select(s => s.Name)],
            Notes = Notes(figure),
            Source = figure.Source,
        };
        page.Write(stream, format, SweepPanels.Build(figure));
    }

    private static string Notes(SweepFigure figure)
    {
        SweepPoint[] points = [.. figure.Series.SelectMany(series => series.Points)];
        int notRun = points.Count(point => point.Status == SweepPointStatus.NotRun);
        List<string> notes = [];
        if (points.Any(point => point.Status == SweepPointStatus.Saturated))
        {
            notes.Add("Hollow: saturated, more requests arrive than are served.");
        }

        if (notRun > 0)
        {
            notes.Add(FormattableString.Invariant($"{notRun} of {points.Length} points left out: they did not fit or did not run."));
        }

        return string.Join(" ", notes);
    }
}
