using ScottPlot;

namespace InferenceSim.Plots;

/// <summary>Draws figures of curves, bars and maps. The same figure gives the same bytes on one machine.</summary>
public static class FigureChart
{
    private const int NamesWidth = 250;
    private const int NamesWidthOfNarrow = 130;
    private const int TallPanel = 560;

    private static readonly Color s_loss = Color.FromHex("#B2182B");
    private static readonly Color s_gain = Color.FromHex("#2166AC");

    /// <summary>Writes <paramref name="figure"/> to <paramref name="stream"/>, which stays open.</summary>
    public static void Write(Stream stream, PlotFormat format, Figure figure)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(figure);
        ChartPage page = new()
        {
            Title = figure.Title,
            Subtitle = figure.Subtitle,
            Legend = figure.Series,
            Columns = figure.Columns,
            PanelHeight = figure.Columns == 1 ? TallPanel : ChartStyle.PanelHeight,
            Notes = figure.Notes,
            Source = figure.Source,
        };
        float width = ChartPage.PanelWidth(page.Columns);
        page.Write(stream, format, [.. figure.Panels.Select(p => p switch
        {
            CurvePanel curves => Curves(curves, width, page.PanelHeight),
            BarPanel bars => Bars(bars, page.Columns == 1 ? NamesWidth : NamesWidthOfNarrow),
            MapPanel map => Map(map),
            _ => throw new ArgumentException($"a panel of kind {p.GetType().Name} cannot be drawn", nameof(figure)),
        })]);
    }

    private static ChartPanel Curves(CurvePanel of, float width, int height)
    {
        FigurePoint[] points = [.. of.Curves.SelectMany(c => c.Points)];
        double[] xs = [.. points.Select(p => p.X)];
        double[] ys = [.. points.Select(p => p.Y)];
        ChartScale y = of.IsSigned ? ChartScale.OfAmounts(ys, of.YPrefix) : ChartScale.OfResults(ys, mayBeLog: true, of.YPrefix);
        ChartPanel panel = new(of.Title, of.XTitle, of.YTitle, of.XMayBeLog ? ChartScale.OfSweep(xs) : ChartScale.OfResults(xs, mayBeLog: false), y);
        if (of.IsSigned)
        {
            panel.AddRule(0, isVertical: false);
        }

        foreach (FigureCurve curve in of.Curves)
        {
            panel.AddCurve(curve.Series, [.. curve.Points.Select(p => (p.X, p.Y, p.IsHollow ? SweepPointStatus.Saturated : SweepPointStatus.Ok))], curve.IsDashed, curve.IsStairs);
        }

        PixelPadding padding = ChartStyle.Padding;
        panel.AddLabels(
            of.Curves.SelectMany(c => c.Points.Select((p, i) => (c.Series, p.X, p.Y, p.Label, i == 0 || i == c.Points.Count - 1))).Where(l => l.Label.Length > 0),
            width - padding.Left - padding.Right,
            height - ChartStyle.PanelTitleHeight - padding.Top - padding.Bottom);
        return panel;
    }

    private static ChartPanel Bars(BarPanel of, int namesWidth)
    {
        const double Room = 0.72;
        ChartScale names = ChartScale.OfNames(of.Names);
        double[] ends = [.. of.Bars.SelectMany(b => (double[])[b.From, b.To])];
        ChartPanel panel = new(
            of.Title, of.XTitle, "", ChartScale.OfAmounts(ends, of.XPrefix, of.Rule), names,
            new PixelPadding(namesWidth, ChartStyle.Padding.Right, ChartStyle.Padding.Bottom, ChartStyle.Padding.Top));
        int[] series = [.. of.Bars.Select(b => b.Series).Distinct().Order()];
        int lines = of.OnOneLine ? 1 : series.Length;
        double thickness = Room / lines;
        foreach (FigureBar bar in of.Bars)
        {
            double line = of.OnOneLine ? 0 : Array.IndexOf(series, bar.Series) - ((lines - 1) / 2.0);
            panel.AddBar(ChartStyle.ColorOf(bar.Series), of.Names.Count - 1 - bar.Name - (line * thickness), thickness * 0.92, bar.From, bar.To, bar.Label);
        }

        panel.AddRule(of.Rule, isVertical: true);
        return panel;
    }

    private static ChartPanel Map(MapPanel of)
    {
        ChartPanel panel = new(of.Title, of.XTitle, of.YTitle, ChartScale.OfCells(of.Columns), ChartScale.OfCells(of.Rows));
        for (int row = 0; row < of.Rows.Count; row++)
        {
            for (int column = 0; column < of.Columns.Count; column++)
            {
                double value = of.Values[row][column];
                if (double.IsFinite(value))
                {
                    double full = Math.Min(1, Math.Abs(value) / of.FullAt);
                    panel.AddCell(column, row, Colors.White.MixedWith(value < 0 ? s_loss : s_gain, full), of.Text(value));
                }
            }
        }

        return panel;
    }
}
