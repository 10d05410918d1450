using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>A figure's page: headline, legend, panels in rows, remarks and source. The same page gives the same bytes on one machine.</summary>
internal sealed partial class ChartPage
{
    private const int TitleHeight = 60;
    private const int LegendRowHeight = 26;
    private const int HeaderGap = 14;
    private const int FooterHeight = 44;
    private const int MostSubtitleLines = 2;

    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>What is the same for all points; one or two lines.</summary>
    public required string Subtitle { get; init; }

    /// <summary>Names of the series; fewer than two have no legend.</summary>
    public required IReadOnlyList<string> Legend { get; init; }

    /// <summary>Panels side by side.</summary>
    public int Columns { get; init; } = ChartStyle.Columns;

    /// <summary>Height of a panel with its title.</summary>
    public int PanelHeight { get; init; } = ChartStyle.PanelHeight;

    /// <summary>What is said at the bottom left.</summary>
    public required string Notes { get; init; }

    /// <summary>Who says so, at the bottom right.</summary>
    public required string Source { get; init; }

    /// <summary>Width of a panel where <paramref name="columns"/> stand side by side.</summary>
    public static float PanelWidth(int columns) => (ChartStyle.Width - (2f * ChartStyle.Margin) - ((columns - 1) * ChartStyle.Gap)) / columns;

    /// <summary>Width of the data area of a panel, of <see cref="ChartStyle.Columns"/> side by side.</summary>
    public static float DataWidth => PanelWidth(ChartStyle.Columns) - ChartStyle.Padding.Left - ChartStyle.Padding.Right;

    /// <summary>Height of the data area of a panel of usual height.</summary>
    public static float DataHeight => ChartStyle.PanelHeight - ChartStyle.PanelTitleHeight - ChartStyle.Padding.Top - ChartStyle.Padding.Bottom;

    /// <summary>Draws the page around the panels; <c>null</c> leaves a place empty.</summary>
    public void Write(Stream stream, PlotFormat format, IReadOnlyList<ChartPanel?> panels)
    {
        IReadOnlyList<string> subtitle = ChartText.Wrap(Subtitle, 14, ChartStyle.Width - (2 * ChartStyle.Margin), MostSubtitleLines);
        IReadOnlyList<IReadOnlyList<int>> legend = ChartText.LegendRows(Legend);
        int rows = (panels.Count + Columns - 1) / Columns;
        int top = TitleHeight + (subtitle.Count * 20) + (legend.Count * LegendRowHeight) + HeaderGap;
        int height = top + (rows * PanelHeight) + ((rows - 1) * ChartStyle.Gap) + FooterHeight;
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
            ChartText.DrawTitle(canvas, Title, ChartStyle.Margin, 42, ChartStyle.Width - (2 * ChartStyle.Margin));
            for (int i = 0; i < subtitle.Count; i++)
            {
                ChartText.Draw(canvas, subtitle[i], ChartStyle.Margin, 68 + (i * 20), 14, ChartStyle.Faint);
            }

            for (int row = 0; row < legend.Count; row++)
            {
                ChartText.DrawLegendRow(canvas, Legend, legend[row], TitleHeight + (subtitle.Count * 20) + (row * LegendRowHeight) + 16);
            }

            DrawPanels(canvas, panels, top, height);
            ChartText.Draw(canvas, Notes, ChartStyle.Margin, height - 16, 12, ChartStyle.Faint);
            ChartText.Draw(canvas, "Source: " + Source, ChartStyle.Width - ChartStyle.Margin, height - 16, 12, ChartStyle.Faint, align: SKTextAlign.Right);
        }
    }

    private void DrawPanels(SKCanvas canvas, IReadOnlyList<ChartPanel?> panels, int top, int height)
    {
        for (int i = 0; i < panels.Count; i++)
        {
            using ChartPanel? panel = panels[i];
            if (panel is null)
            {
                continue;
            }

            float left = ChartStyle.Margin + (i % Columns * (PanelWidth(Columns) + ChartStyle.Gap));
            float above = top + (i / Columns * (PanelHeight + ChartStyle.Gap));
            ChartText.DrawPanelTitle(canvas, panel.Title, left, above + 20, PanelWidth(Columns));
            PixelRect place = new(left, left + PanelWidth(Columns), above + PanelHeight, above + ChartStyle.PanelTitleHeight);
            // The first render of a plot draws everything twice over, which an SVG would keep.
            using (SKNoDrawCanvas nowhere = new(ChartStyle.Width, height))
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
