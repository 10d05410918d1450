namespace InferenceSim.Plots;

/// <summary>The six panels of a sweep's figure.</summary>
internal static class SweepPanels
{
    private const int LongestNames = 34;
    private const int AllLabelsUpToSeries = 3;

    /// <summary>Builds them, in reading order.</summary>
    public static IReadOnlyList<ChartPanel> Build(SweepFigure figure) =>
    [
        OverAxis(figure, "Output throughput", "Output tokens/s", false, "", point => point.OutputTokensPerSecond),
        OverAxis(figure, "Interactivity", "Tokens/s per user", false, "", point => point.InteractivityTokensPerSecond),
        Tradeoff(figure),
        OverAxis(
            figure,
            "Time to first token: p50 (solid), p99 (dashed)",
            "TTFT (ms)",
            true,
            "",
            point => point.TtftP50Milliseconds,
            point => point.TtftP99Milliseconds),
        OverAxis(figure, "Time per output token (mean)", "TPOT (ms)", true, "", point => point.TpotMilliseconds),
        Cost(figure),
    ];

    private static ChartPanel Cost(SweepFigure figure)
    {
        ChartPanel panel = OverAxis(
            figure, "Cost", "US$ per million output tokens", true, "$", point => point.OutputCostUsdPerMtok);
        string[] withoutPrice = [.. figure.Series
            .Where(series => Drawn(series, _ => 0, point => point.OutputCostUsdPerMtok).Count == 0
                && Drawn(series, _ => 0, point => point.OutputTokensPerSecond).Count > 0)
            .Select(series => series.Name)];
        if (withoutPrice.Length == figure.Series.Count && withoutPrice.Length > 0)
        {
            panel.AddMessage("No price is known for this hardware,\nso no cost is shown.");
        }
        else if (withoutPrice.Length > 0)
        {
            string names = string.Join(", ", withoutPrice);
            panel.AddRemark(names.Length <= LongestNames
                ? "No price known: " + names
                : FormattableString.Invariant($"No price known for {withoutPrice.Length} of {figure.Series.Count}"));
        }

        return panel;
    }

    private static ChartPanel Tradeoff(SweepFigure figure)
    {
        List<IReadOnlyList<(double X, double Y, SweepPointStatus Status, double At)>> curves = [.. figure.Series
            .Select(series => Drawn(series, point => point.InteractivityTokensPerSecond, point => point.OutputTokensPerSecondPerGpu))];
        ChartScale x = ChartScale.OfResults([.. curves.SelectMany(curve => curve.Select(point => point.X))], mayBeLog: false);
        ChartScale y = ChartScale.OfResults([.. curves.SelectMany(curve => curve.Select(point => point.Y))], mayBeLog: false);
        ChartPanel panel = new(
            $"Throughput against interactivity, by {figure.AxisName}", "Tokens/s per user", "Output tokens/s per GPU", x, y);
        for (int i = 0; i < curves.Count; i++)
        {
            panel.AddCurve(i, [.. curves[i].Select(point => (point.X, point.Y, point.Status))], dashed: false);
        }

        bool labelsAll = curves.Count <= AllLabelsUpToSeries;
        panel.AddLabels(curves.SelectMany(Labels).Where(label => labelsAll || label.IsEnd), ChartPage.DataWidth, ChartPage.DataHeight);
        return panel;

        static IEnumerable<(int Series, double X, double Y, string Text, bool IsEnd)> Labels(
            IReadOnlyList<(double X, double Y, SweepPointStatus Status, double At)> curve, int series) =>
            curve.Select((point, i) => (series, point.X, point.Y, ChartScale.Format(point.At), i == 0 || i == curve.Count - 1));
    }

    /// <summary>A panel over the sweep's axis; the first measure is drawn solid, the second dashed.</summary>
    private static ChartPanel OverAxis(
        SweepFigure figure, string title, string yTitle, bool mayBeLog, string prefix, params Func<SweepPoint, double?>[] measures)
    {
        ChartScale x = ChartScale.OfSweep([.. figure.Series.SelectMany(series => series.Points).Select(point => point.X).Where(double.IsFinite)]);
        double[] values = [.. figure.Series.SelectMany(series => measures.SelectMany(of => Drawn(series, point => point.X, of).Select(point => point.Y)))];
        ChartPanel panel = new(title, figure.AxisTitle, yTitle, x, ChartScale.OfResults(values, mayBeLog, prefix));
        for (int i = 0; i < figure.Series.Count; i++)
        {
            for (int m = measures.Length - 1; m >= 0; m--)
            {
                panel.AddCurve(
                    i, [.. Drawn(figure.Series[i], point => point.X, measures[m]).Select(point => (point.X, point.Y, point.Status))], dashed: m > 0);
            }
        }

        return panel;
    }

    /// <summary>The points of a series that ran and have both figures.</summary>
    private static List<(double X, double Y, SweepPointStatus Status, double At)> Drawn(
        SweepSeries series, Func<SweepPoint, double?> x, Func<SweepPoint, double?> y) =>
        [.. series.Points
            .Where(point => point.Status != SweepPointStatus.NotRun && IsDrawable(x(point)) && IsDrawable(y(point)))
            .Select(point => (x(point)!.Value, y(point)!.Value, point.Status, point.X))];

    private static bool IsDrawable(double? value) => value is { } number && double.IsFinite(number) && number >= 0;
}
