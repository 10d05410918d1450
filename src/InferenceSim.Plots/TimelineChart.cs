namespace InferenceSim.Plots;

/// <summary>Draws a run over time: rate, replicas, queue, utilization, throughput and cost.</summary>
public static class TimelineChart
{
    private const double SecondsPerMinute = 60;
    private const double SecondsPerHour = 3600;

    /// <summary>Writes <paramref name="figure"/> to <paramref name="stream"/>, which stays open.</summary>
    public static void Write(Stream stream, PlotFormat format, TimelineFigure figure)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(figure);
        ChartPage page = new() { Title = figure.Title, Subtitle = figure.Subtitle, Legend = [], Notes = "", Source = figure.Source };
        page.Write(stream, format, Panels(figure.Points));
    }

    private static IReadOnlyList<ChartPanel> Panels(IReadOnlyList<TimelinePoint> points)
    {
        double end = points.Count == 0 ? 0 : points[^1].Seconds;
        (double unit, string name) = end > 3 * SecondsPerHour ? (SecondsPerHour, "h") : end > 5 * SecondsPerMinute ? (SecondsPerMinute, "min") : (1, "s");
        double[] xs = [.. points.Select(p => p.Seconds / unit)];
        ChartPanel cost = Panel("Cost", "US$ per hour", "$", p => p.CostUsdPerHour);
        if (!points.Any(p => p.CostUsdPerHour is not null))
        {
            cost.AddMessage("No price is known for this hardware,\nso no cost is shown.");
        }

        return
        [
            Panel("Rate: arrived (solid), completed (dashed)", "Requests/s", "", p => p.ArrivedPerSecond, p => p.CompletedPerSecond),
            Panel("Replicas", "Replicas paid for", "", p => p.Replicas),
            Panel("Requests: waiting (solid), running (dashed)", "Requests", "", p => p.Waiting, p => p.Running),
            Panel("Utilization: busy (solid), KV cache (dashed)", "Share of the time, of the blocks", "", p => p.BusyFraction, p => p.KvFraction),
            Panel("Output throughput", "Output tokens/s", "", p => p.OutputTokensPerSecond),
            cost,
        ];

        ChartPanel Panel(string title, string yTitle, string prefix, params Func<TimelinePoint, double?>[] measures)
        {
            double[] values = [.. measures.SelectMany(of => points.Select(of).OfType<double>())];
            ChartPanel panel = new(title, $"Time ({name})", yTitle, ChartScale.OfResults(xs, mayBeLog: false), ChartScale.OfResults(values, mayBeLog: false, prefix));
            for (int m = measures.Length - 1; m >= 0; m--)
            {
                panel.AddLine(0, [.. points.Select((p, i) => (xs[i], measures[m](p))).Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!.Value))], dashed: m > 0);
            }

            return panel;
        }
    }
}
