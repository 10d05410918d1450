using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>Sizes, colours and markers. Lengths are in units of which the PNG has two pixels each.</summary>
internal static class ChartStyle
{
    /// <summary>Width of the figure.</summary>
    public const int Width = 1500;

    /// <summary>Pixels of a PNG per unit.</summary>
    public const int PngScale = 2;

    /// <summary>Space left and right of the figure.</summary>
    public const int Margin = 28;

    /// <summary>Height of a panel with its title.</summary>
    public const int PanelHeight = 400;

    /// <summary>Height of a panel's title.</summary>
    public const int PanelTitleHeight = 30;

    /// <summary>Space between panels.</summary>
    public const int Gap = 20;

    /// <summary>Panels side by side.</summary>
    public const int Columns = 3;

    /// <summary>Around the data of a panel: tick labels and axis titles. The same for all, so that they stand in line.</summary>
    public static readonly PixelPadding Padding = new(left: 88, right: 12, bottom: 56, top: 8);

    /// <summary>Text.</summary>
    public static readonly Color Ink = Color.FromHex("#1F2933");

    /// <summary>Less important text.</summary>
    public static readonly Color Faint = Color.FromHex("#616E7C");

    /// <summary>Grid lines.</summary>
    public static readonly Color Grid = Color.FromHex("#E4E7EB");

    // Okabe and Ito's colours, distinguishable with any colour vision (the yellow left out: too light on white).
    private static readonly Color[] Colors =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#4B5563"),
    ];

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledDiamond, MarkerShape.FilledTriangleUp];

    /// <summary>Colour of a series.</summary>
    public static Color ColorOf(int series) => Colors[series % Colors.Length];

    /// <summary>Marker of a series; it changes when the colours begin again.</summary>
    public static MarkerShape ShapeOf(int series) => Shapes[series / Colors.Length % Shapes.Length];

    /// <summary>A font of the figure.</summary>
    public static SKFont Font(float size, bool bold = false) => new(bold ? ChartFonts.Bold : ChartFonts.Regular, size)
    {
        Edging = SKFontEdging.Antialias,
        Subpixel = true,
    };

    /// <summary>A paint of a colour.</summary>
    public static SKPaint Paint(Color color) => new() { Color = color.ToSKColor(), IsAntialias = true };
}
