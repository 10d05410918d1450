using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>A page of panels: headline, legend, two rows of panels, footer.</summary>
/// <param name="title">The headline.</param>
/// <param name="subtitle">What is the same for all; one or two lines.</param>
/// <param name="series">The series of the legend; fewer than two need none.</param>
/// <param name="panels">Builds the panels, in reading order.</param>
/// <param name="notes">Remarks at the bottom.</param>
/// <param name="source">Who says so, at the bottom.</param>
internal sealed partial class ChartPage(
    string title, string subtitle, IReadOnlyList<SweepSeries> series, Func<IReadOnlyList<ChartPanel>> panels, string notes, string source)
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

    /// <summary>Writes the page to <paramref name="stream"/>, which stays open.</summary>
    public void Write(Stream stream, PlotFormat format)
    {
        IReadOnlyList<string> lines = ChartText.Wrap(subtitle, 14, ChartStyle.Width - (2 * ChartStyle.Margin), MostSubtitleLines);
        IReadOnlyList<IReadOnlyList<int>> legend = ChartText.LegendRows(series);
        int top = TitleHeight + (lines.Count * 20) + (legend.Count * LegendRowHeight) + HeaderGap;
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
            ChartText.DrawTitle(canvas, title, ChartStyle.Margin, 42, ChartStyle.Width - (2 * ChartStyle.Margin));
            for (int i = 0; i < lines.Count; i++)
            {
                ChartText.Draw(canvas, lines[i], ChartStyle.Margin, 68 + (i * 20), 14, ChartStyle.Faint);
            }

            for (int row = 0; row < legend.Count; row++)
            {
                ChartText.DrawLegendRow(canvas, series, legend[row], TitleHeight + (lines.Count * 20) + (row * LegendRowHeight) + 16);
            }

            DrawPanels(canvas, top);
            ChartText.Draw(canvas, notes, ChartStyle.Margin, height - 16, 12, ChartStyle.Faint);
            ChartText.Draw(canvas, "Source: " + source, ChartStyle.Width - ChartStyle.Margin, height - 16, 12, ChartStyle.Faint, align: SKTextAlign.Right);
        }
    }

    private void DrawPanels(SKCanvas canvas, int top)
    {
        IReadOnlyList<ChartPanel> all = panels();
        for (int i = 0; i < all.Count; i++)
        {
            using ChartPanel panel = all[i];
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
