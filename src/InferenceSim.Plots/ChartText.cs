using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>Text and legend around the panels.</summary>
internal static class ChartText
{
    private const float LegendSize = 14;
    private const float SwatchWidth = 34;
    private const float EntryGap = 26;

    /// <summary>Draws one line of text on a baseline.</summary>
    public static void Draw(
        SKCanvas canvas, string text, float x, float baseline, float size, Color color, bool bold = false, SKTextAlign align = SKTextAlign.Left)
    {
        if (text.Length == 0)
        {
            return;
        }

        using SKFont font = ChartStyle.Font(size, bold);
        using SKPaint paint = ChartStyle.Paint(color);
        canvas.DrawText(text, x, baseline, align, font, paint);
    }

    /// <summary>Draws a headline in one line: a long one smaller, a very long one cut with an ellipsis.</summary>
    public static void DrawTitle(SKCanvas canvas, string text, float x, float baseline, float width)
    {
        const float Largest = 24;
        const float Smallest = 15;
        using SKFont font = ChartStyle.Font(Largest, bold: true);
        font.Size = Math.Clamp(Largest * width / Math.Max(1, font.MeasureText(text)), Smallest, Largest);
        Draw(canvas, Cut(text, font, width), x, baseline, font.Size, ChartStyle.Ink, bold: true);
    }

    /// <summary>Draws the headline of a panel, cut with an ellipsis where it is wider than the panel.</summary>
    public static void DrawPanelTitle(SKCanvas canvas, string text, float x, float baseline, float width)
    {
        const float Size = 15;
        using SKFont font = ChartStyle.Font(Size, bold: true);
        Draw(canvas, Cut(text, font, width), x, baseline, Size, ChartStyle.Ink, bold: true);
    }

    /// <summary>Breaks a text at spaces into lines of at most <paramref name="width"/>; what does not fit in the last is cut with an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width, int mostLines)
    {
        using SKFont font = ChartStyle.Font(size);
        List<string> lines = [];
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = lines.Count == 0 ? word : lines[^1] + " " + word;
            if (lines.Count > 0 && (font.MeasureText(longer) <= width || lines.Count == mostLines))
            {
                lines[^1] = longer;
            }
            else
            {
                lines.Add(word);
            }
        }

        if (lines.Count > 0)
        {
            lines[^1] = Cut(lines[^1], font, width);
        }

        return lines;
    }

    /// <summary>Which series stand in which row of the legend; none for a single series, which the title names.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> LegendRows(IReadOnlyList<string> series)
    {
        List<List<int>> rows = [];
        if (series.Count < 2)
        {
            return rows;
        }

        using SKFont font = ChartStyle.Font(LegendSize);
        float used = float.MaxValue;
        for (int i = 0; i < series.Count; i++)
        {
            float entry = SwatchWidth + font.MeasureText(series[i]) + EntryGap;
            if (used + entry > ChartStyle.Width - (2 * ChartStyle.Margin) + EntryGap)
            {
                rows.Add([]);
                used = 0;
            }

            rows[^1].Add(i);
            used += entry;
        }

        return rows;
    }

    /// <summary>Draws a row of the legend around the height <paramref name="middle"/>.</summary>
    public static void DrawLegendRow(SKCanvas canvas, IReadOnlyList<string> series, IReadOnlyList<int> row, float middle)
    {
        using SKFont font = ChartStyle.Font(LegendSize);
        using Paint paint = Paint.NewDisposablePaint();
        float x = ChartStyle.Margin;
        foreach (int i in row)
        {
            using SKPaint line = ChartStyle.Paint(ChartStyle.ColorOf(i));
            line.StrokeWidth = 2;
            canvas.DrawLine(x, middle, x + SwatchWidth - 8, middle, line);
            MarkerStyle marker = new(ChartStyle.ShapeOf(i), 8, ChartStyle.ColorOf(i));
            marker.Render(canvas, new Pixel(x + ((SwatchWidth - 8) / 2), middle), paint);
            Draw(canvas, series[i], x + SwatchWidth, middle + 5, LegendSize, ChartStyle.Ink);
            x += SwatchWidth + font.MeasureText(series[i]) + EntryGap;
        }
    }

    private static string Cut(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 0 && font.MeasureText(text.AsSpan(0, length).ToString() + "…") > width)
        {
            length--;
        }

        return text[..length] + "…";
    }
}
