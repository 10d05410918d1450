using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>
/// A dashed line through points, cut into strokes here: Skia's SVG writer knows no dashes, draws them solid and complains on the
/// program's stderr.
/// </summary>
internal sealed class DashedCurve(IReadOnlyList<Coordinates> points, Color color, float width) : IPlottable
{
    private const float Dash = 7;
    private const float Period = 12;

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => new(points);

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        using SKPath strokes = new();
        float travelled = 0;
        for (int i = 1; i < points.Count; i++)
        {
            travelled = AddStrokes(strokes, Axes.GetPixel(points[i - 1]), Axes.GetPixel(points[i]), travelled);
        }

        using SKPaint paint = ChartStyle.Paint(color);
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = width;
        rp.Canvas.DrawPath(strokes, paint);
    }

    /// <summary>Adds the strokes of one straight piece, the rhythm going on from <paramref name="travelled"/>, and returns where it ends.</summary>
    private static float AddStrokes(SKPath strokes, Pixel from, Pixel to, float travelled)
    {
        float length = MathF.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
        float end = travelled + length;
        for (float start = MathF.Floor(travelled / Period) * Period; start < end && length > 0; start += Period)
        {
            float first = (Math.Max(start, travelled) - travelled) / length;
            float last = (Math.Min(start + Dash, end) - travelled) / length;
            if (last > first)
            {
                strokes.MoveTo(from.X + (first * (to.X - from.X)), from.Y + (first * (to.Y - from.Y)));
                strokes.LineTo(from.X + (last * (to.X - from.X)), from.Y + (last * (to.Y - from.Y)));
            }
        }

        return end;
    }
}
