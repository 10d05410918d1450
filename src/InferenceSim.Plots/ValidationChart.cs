namespace InferenceSim.Plots;

/// <summary>
/// Draws predictions against measurements: point by point, and curve by curve (measured solid, predicted dashed). The same figure gives the
/// same bytes on one machine.
/// </summary>
public static class ValidationChart
{
    /// <summary>A prediction off by this factor lies on a faint line.</summary>
    private const double Guide = 1.25;

    /// <summary>Writes <paramref name="figure"/> to <paramref name="stream"/>, which stays open.</summary>
    public static void Write(Stream stream, PlotFormat format, ValidationFigure figure)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(figure);
        ChartPage page = new()
        {
            Title = figure.Title,
            Subtitle = figure.Subtitle,
            Legend = figure.Series,
            Notes = "Faint lines: 25% too much, 25% too little. Curves: measured solid, predicted dashed; labels are the load.",
            Source = figure.Source,
        };
        page.Write(stream, format, [.. Row(figure.Parities.Select(Parity)), .. figure.Curves.Where(row => row.Count > 0).SelectMany(row => Row(row.Select(Curve)))]);
    }

    private static ChartPanel?[] Row(IEnumerable<ChartPanel> panels)
    {
        ChartPanel?[] row = new ChartPanel?[ChartStyle.Columns];
        int i = 0;
        foreach (ChartPanel panel in panels.Take(row.Length))
        {
            row[i++] = panel;
        }

        return row;
    }

    private static ChartPanel Parity(ParityPlot plot)
    {
        ChartScale scale = ChartScale.OfResults([.. plot.Points.SelectMany(p => new[] { p.Measured, p.Predicted })], mayBeLog: true);
        ChartPanel panel = new(plot.Title, $"{plot.Unit}, measured", $"{plot.Unit}, predicted", scale, scale);
        panel.AddRatioLine(Guide, faint: true);
        panel.AddRatioLine(1 / Guide, faint: true);
        panel.AddRatioLine(1, faint: false);
        foreach (IGrouping<int, (int Series, double Measured, double Predicted)> series in plot.Points.GroupBy(p => p.Series).OrderBy(g => g.Key))
        {
            panel.AddPoints(series.Key, [.. series.Select(p => (p.Measured, p.Predicted))]);
        }

        return panel;
    }

    private static ChartPanel Curve(CurvePlot plot)
    {
        (double X, double Y)[] all = [.. plot.Points.SelectMany(p => new[] { p.Measured, p.Predicted })];
        ChartPanel panel = new(
            plot.Title, plot.XTitle, plot.YTitle,
            plot.LogY ? ChartScale.OfSweep([.. all.Select(p => p.X)]) : ChartScale.OfResults([.. all.Select(p => p.X)], mayBeLog: false),
            ChartScale.OfResults([.. all.Select(p => p.Y)], plot.LogY));
        panel.AddCurve(plot.Series, [.. plot.Points.Select(p => (p.Predicted.X, p.Predicted.Y, SweepPointStatus.Saturated))], dashed: true);
        panel.AddCurve(plot.Series, [.. plot.Points.Select(p => (p.Measured.X, p.Measured.Y, SweepPointStatus.Ok))], dashed: false);
        panel.AddLabels(
            plot.Points.Select((p, i) => (plot.Series, p.Measured.X, p.Measured.Y, p.Label, i == 0 || i == plot.Points.Count - 1)),
            ChartPage.DataWidth, ChartPage.DataHeight);
        return panel;
    }
}
