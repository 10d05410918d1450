using ScottPlot;
using ScottPlot.TickGenerators;

namespace InferenceSim.Plots;

/// <summary>One panel of the figure: a plot with axes, into which curves are put.</summary>
internal sealed class ChartPanel : IDisposable
{
    private const float LineWidth = 2;

    private readonly ChartScale _x;
    private readonly ChartScale _y;

    /// <summary>An empty panel with its axes.</summary>
    public ChartPanel(string title, string xTitle, string yTitle, ChartScale x, ChartScale y, PixelPadding? padding = null)
    {
        Title = title;
        _x = x;
        _y = y;
        Plot.Font.Set(ChartFonts.Family);
        Plot.FigureBackground.Color = Colors.White;
        Plot.Layout.Fixed(padding ?? ChartStyle.Padding);
        Plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        SetAxis(Plot.Axes.Bottom, xTitle, x);
        SetAxis(Plot.Axes.Left, yTitle, y);
        // Centred on ascent and descent; figures have no descent and would float above their tick.
        Plot.Axes.Left.TickLabelStyle.OffsetY = 2.5f;
        Plot.Axes.Right.IsVisible = false;
        Plot.Axes.Top.IsVisible = false;
        Plot.Axes.Left.FrameLineStyle.IsVisible = false;
        Plot.Axes.Bottom.FrameLineStyle.Color = ChartStyle.Faint;
        Plot.Grid.MajorLineColor = ChartStyle.Grid;
        Plot.Grid.XAxisStyle.IsVisible = false;
    }

    /// <summary>The panel's headline.</summary>
    public string Title { get; }

    /// <summary>The plot.</summary>
    public Plot Plot { get; } = new();

    /// <summary>Draws a series: its points connected (straight, or by stairs that rise at the point before), each with a marker that is hollow where the point is saturated.</summary>
    public void AddCurve(int series, IReadOnlyList<(double X, double Y, SweepPointStatus Status)> points, bool dashed, bool stairs = false)
    {
        // Zero has no place on a logarithmic axis.
        points = [.. points.Where(point => double.IsFinite(_x.Place(point.X)) && double.IsFinite(_y.Place(point.Y)))];
        if (points.Count == 0)
        {
            return;
        }

        Color color = ChartStyle.ColorOf(series);
        AddLine(series, [.. points.SelectMany((point, i) => stairs && i > 0 ? new[] { (points[i - 1].X, point.Y), (point.X, point.Y) } : [(point.X, point.Y)])], dashed);
        for (int i = 0; i < points.Count; i++)
        {
            ScottPlot.Plottables.Marker marker = Plot.Add.Marker(_x.Place(points[i].X), _y.Place(points[i].Y), ChartStyle.ShapeOf(series), dashed ? 6 : 8, color);
            if (points[i].Status == SweepPointStatus.Saturated)
            {
                marker.MarkerStyle.FillColor = Colors.White;
                marker.MarkerStyle.OutlineColor = color;
                marker.MarkerStyle.OutlineWidth = 1.8f;
            }
        }
    }

    /// <summary>Draws a horizontal bar from <paramref name="from"/> to <paramref name="to"/>, with a label at its outer end.</summary>
    public void AddBar(Color color, double middle, double thickness, double from, double to, string label)
    {
        ScottPlot.Plottables.Rectangle bar = Plot.Add.Rectangle(
            Math.Min(from, to), Math.Max(from, to), middle - (thickness / 2), middle + (thickness / 2));
        bar.FillColor = color;
        bar.LineWidth = 0;
        ScottPlot.Plottables.Text text = Plot.Add.Text(label, to, middle);
        text.Alignment = to < from || (to == from && to < 0) ? Alignment.MiddleRight : Alignment.MiddleLeft;
        text.OffsetX = to < from ? -5 : 5;
        text.OffsetY = 1;
        SetText(text, 12, ChartStyle.Ink);
    }

    /// <summary>Draws a cell of a map, one wide and one high, with a text in it that stands out from its colour.</summary>
    public void AddCell(double x, double y, Color color, string text)
    {
        ScottPlot.Plottables.Rectangle cell = Plot.Add.Rectangle(x - 0.5, x + 0.5, y - 0.5, y + 0.5);
        cell.FillColor = color;
        cell.LineColor = Colors.White;
        cell.LineWidth = 1;
        ScottPlot.Plottables.Text label = Plot.Add.Text(text, x, y);
        label.Alignment = Alignment.MiddleCenter;
        SetText(label, 12, color.Luminance < 0.55 ? Colors.White : ChartStyle.Ink);
    }

    /// <summary>A line at a value of one axis: zero, break-even.</summary>
    public void AddRule(double value, bool isVertical)
    {
        ScottPlot.Plottables.AxisLine line = isVertical ? Plot.Add.VerticalLine(_x.Place(value)) : Plot.Add.HorizontalLine(_y.Place(value));
        line.Color = ChartStyle.Faint;
        line.LineWidth = 1.2f;
    }

    /// <summary>Draws the line of a series; its points have a place on the axes.</summary>
    public void AddLine(int series, IReadOnlyList<(double X, double Y)> points, bool dashed)
    {
        Color color = ChartStyle.ColorOf(series);
        Coordinates[] places = [.. points.Select(point => new Coordinates(_x.Place(point.X), _y.Place(point.Y)))];
        if (places.Length > 0 && dashed)
        {
            Plot.Add.Plottable(new DashedCurve(places, color, LineWidth));
        }
        else if (places.Length > 0)
        {
            Plot.Add.ScatterLine(places, color).LineWidth = LineWidth;
        }
    }

    /// <summary>Draws points of a series that nothing connects.</summary>
    public void AddPoints(int series, IReadOnlyList<(double X, double Y)> points)
    {
        double[] xs = [.. points.Select(point => _x.Place(point.X))], ys = [.. points.Select(point => _y.Place(point.Y))];
        Plot.Add.Markers(xs, ys, ChartStyle.ShapeOf(series), 4.5f, ChartStyle.ColorOf(series).WithAlpha(0.6));
    }

    /// <summary>Draws the line on which y is x times <paramref name="factor"/>, for axes of the same scale.</summary>
    public void AddRatioLine(double factor, bool faint)
    {
        // Straight on either kind of axis: a shift on a logarithmic one, a slope from 0 on a linear one.
        double shift = _x.IsLog ? Math.Log2(factor) : 0, slope = _x.IsLog ? 1 : factor, from = _x.IsLog ? _x.Low : 0;
        double[] xs = [from, _x.High], ys = [(from * slope) + shift, (_x.High * slope) + shift];
        Plot.Add.ScatterLine(xs, ys, ChartStyle.Faint.WithAlpha(faint ? 0.45 : 1)).LineWidth = 1;
    }

    /// <summary>Says in the middle of the panel why there is nothing in it.</summary>
    public void AddMessage(string text)
    {
        ScottPlot.Plottables.Text message = Plot.Add.Text(text, (_x.Low + _x.High) / 2, (_y.Low + _y.High) / 2);
        message.Alignment = Alignment.MiddleCenter;
        SetText(message, 14, ChartStyle.Faint);
    }

    /// <summary>A remark in the lower left corner of the data, where falling curves leave room.</summary>
    public void AddRemark(string text)
    {
        ScottPlot.Plottables.Text remark = Plot.Add.Text(text, _x.Low, _y.Low);
        remark.Alignment = Alignment.LowerLeft;
        remark.OffsetX = 6;
        remark.OffsetY = -6;
        SetText(remark, 12, ChartStyle.Faint);
    }

    /// <summary>
    /// Labels points that have room for it: ends of curves first, then the rest in order; a label that would cover an earlier one is
    /// left out. <paramref name="width"/> and <paramref name="height"/> are those of the data area.
    /// </summary>
    public void AddLabels(IEnumerable<(int Series, double X, double Y, string Text, bool IsEnd)> labels, double width, double height)
    {
        const double CharacterWidth = 7.2;
        const double LineHeight = 13;
        List<(double Left, double Top, double Right, double Bottom)> taken = [];
        foreach ((int series, double x, double y, string text, _) in labels.OrderByDescending(label => label.IsEnd))
        {
            double left = ((_x.Place(x) - _x.Low) / (_x.High - _x.Low) * width) + 6;
            double bottom = ((_y.High - _y.Place(y)) / (_y.High - _y.Low) * height) - 4;
            (double Left, double Top, double Right, double Bottom) box = (left, bottom - LineHeight, left + (text.Length * CharacterWidth), bottom);
            if (taken.Any(other => box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom && other.Top < box.Bottom))
            {
                continue;
            }

            taken.Add(box);
            ScottPlot.Plottables.Text label = Plot.Add.Text(text, _x.Place(x), _y.Place(y));
            label.Alignment = Alignment.LowerLeft;
            label.OffsetX = 6;
            label.OffsetY = -4;
            SetText(label, 11, ChartStyle.ColorOf(series));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Plot.Dispose();

    private static void SetText(ScottPlot.Plottables.Text text, float size, Color color)
    {
        text.LabelFontName = ChartFonts.Family;
        text.LabelFontSize = size;
        text.LabelFontColor = color;
    }

    private static void SetAxis(IAxis axis, string title, ChartScale scale)
    {
        axis.Label.Text = title;
        axis.Label.FontName = ChartFonts.Family;
        axis.Label.FontSize = 14;
        axis.Label.Bold = false;
        axis.Label.ForeColor = ChartStyle.Ink;
        axis.TickLabelStyle.FontName = ChartFonts.Family;
        axis.TickLabelStyle.FontSize = 13;
        axis.TickLabelStyle.ForeColor = ChartStyle.Ink;
        axis.MajorTickStyle.Length = 4;
        axis.MajorTickStyle.Color = ChartStyle.Faint;
        axis.TickGenerator = new NumericManual([.. scale.Ticks.Select(scale.Place)], [.. scale.Labels]);
    }
}
