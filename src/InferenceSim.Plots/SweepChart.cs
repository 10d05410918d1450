using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InferenceSim.Simulation;
using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>
/// Draws a sweep: throughput, interactivity, latencies and cost over the swept axis, and throughput against interactivity. The same
/// figure gives the same bytes on one machine.
/// </summary>
public static partial class SweepChart
{
    private const int Rows = 2;
    private const int TitleHeight = 60;
    private const int LegendRowHeight = 26;
    private const int HeaderGap = 14;
    private const int FooterHeight = 44;
    private const int MostSubtitleLines = 2;

    private static readonly float PanelWidth =
        (ChartStyle.Width - (2f * ChartStyle.Margin) - ((ChartStyle.Columns - 1) * ChartStyle.Gap)) / ChartStyle.Columns;

    /// <summary>Width of a panel's data area.</summary>
    internal static float DataWidth => PanelWidth - ChartStyle.Padding.Left - ChartStyle.Padding.Right;

    /// <summary>Height of a panel's data area.</summary>
    internal static float DataHeight =>
        ChartStyle.PanelHeight - ChartStyle.PanelTitleHeight - ChartStyle.Padding.Top - ChartStyle.Padding.Bottom;

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
        IReadOnlyList<string> subtitle = ChartText.Wrap(figure.Subtitle, 14, ChartStyle.Width - (2 * ChartStyle.Margin), MostSubtitleLines);
        IReadOnlyList<IReadOnlyList<int>> legend = ChartText.LegendRows(figure.Series);
        int top = TitleHeight + (subtitle.Count * 20) + (legend.Count * LegendRowHeight) + HeaderGap;
        int height = top + (Rows * ChartStyle.PanelHeight) + ((Rows - 1) * ChartStyle.Gap) + FooterHeight;
        if (format == PlotFormat.Png)
        {
            WritePng(stream, height, Draw);
        }
        else
        {
            WriteSvg(stream, height, Draw);
        }

        void Draw(SKCanvas canvas)
        {
            canvas.Clear(SKColors.White);
            ChartText.DrawTitle(canvas, figure.Title, ChartStyle.Margin, 42, ChartStyle.Width - (2 * ChartStyle.Margin));
            for (int i = 0; i < subtitle.Count; i++)
            {
                ChartText.Draw(canvas, subtitle[i], ChartStyle.Margin, 68 + (i * 20), 14, ChartStyle.Faint);
            }

            for (int row = 0; row < legend.Count; row++)
            {
                ChartText.DrawLegendRow(canvas, figure.Series, legend[row], TitleHeight + (subtitle.Count * 20) + (row * LegendRowHeight) + 16);
            }

            DrawPanels(canvas, figure, top);
            DrawFooter(canvas, figure, height - 16);
        }
    }

    private static void DrawPanels(SKCanvas canvas, SweepFigure figure, int top)
    {
        IReadOnlyList<ChartPanel> panels = SweepPanels.Build(figure);
        for (int i = 0; i < panels.Count; i++)
        {
            using ChartPanel panel = panels[i];
            float left = ChartStyle.Margin + (i % ChartStyle.Columns * (PanelWidth + ChartStyle.Gap));
            float above = top + (i / ChartStyle.Columns * (ChartStyle.PanelHeight + ChartStyle.Gap));
            ChartText.Draw(canvas, panel.Title, left, above + 20, 15, ChartStyle.Ink, bold: true);
            PixelRect place = new(left, left + PanelWidth, above + ChartStyle.PanelHeight, above + ChartStyle.PanelTitleHeight);
            // The first render of a plot draws everything twice over, which an SVG would keep.
            using (SKNoDrawCanvas nowhere = new(ChartStyle.Width, top + (Rows * (ChartStyle.PanelHeight + ChartStyle.Gap))))
            {
                panel.Plot.Render(nowhere, place);
            }

            canvas.Save();
            // The plot clears the canvas it is given.
            canvas.ClipRect(place.ToSKRect());
            panel.Plot.Render(canvas, place);
            canvas.Restore();
        }
    }

    private static void DrawFooter(SKCanvas canvas, SweepFigure figure, float baseline)
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

        ChartText.Draw(canvas, string.Join(" ", notes), ChartStyle.Margin, baseline, 12, ChartStyle.Faint);
        ChartText.Draw(canvas, "Source: " + figure.Source, ChartStyle.Width - ChartStyle.Margin, baseline, 12, ChartStyle.Faint, align: SKTextAlign.Right);
    }

    private static void WritePng(Stream stream, int height, Action<SKCanvas> draw)
    {
        SKImageInfo info = new(ChartStyle.Width * ChartStyle.PngScale, height * ChartStyle.PngScale, SKColorType.Rgba8888, SKAlphaType.Premul);
        using SKSurface surface = SKSurface.Create(info);
        surface.Canvas.Scale(ChartStyle.PngScale);
        draw(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        data.SaveTo(stream);
    }

    private static void WriteSvg(Stream stream, int height, Action<SKCanvas> draw)
    {
        using MemoryStream buffer = new();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(ChartStyle.Width, height), buffer))
        {
            draw(canvas);
        }

        // Skia numbers clip paths through the whole process; counted from 0 in each file, the same figure gives the same bytes.
        Dictionary<string, string> names = [];
        string svg = ClipName().Replace(Encoding.UTF8.GetString(buffer.ToArray()), match =>
        {
            if (!names.TryGetValue(match.Value, out string? name))
            {
                name = "cl_" + names.Count.ToString("x", CultureInfo.InvariantCulture);
                names.Add(match.Value, name);
            }

            return name;
        });
        stream.Write(Encoding.UTF8.GetBytes(svg));
    }

    // Only where it is an attribute's value or a reference, never in a text.
    [GeneratedRegex("(?<=id=\"|url\\(#)cl_[0-9a-f]+(?=\"|\\))")]
    private static partial Regex ClipName();
}
