using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace InferenceSim.Plots;

/// <summary>The font that the charts carry with them, so that they look the same everywhere and text is there on machines without fonts.</summary>
internal sealed class ChartFonts : IFontResolver
{
    /// <summary>The family's name, in plots and in SVG files.</summary>
    public const string Family = "DejaVu Sans";

    private static readonly Lazy<ChartFonts> Instance = new(Register);

    private ChartFonts()
    {
    }

    /// <summary>The regular cut.</summary>
    public static SKTypeface Regular => Instance.Value.RegularTypeface;

    /// <summary>The bold cut.</summary>
    public static SKTypeface Bold => Instance.Value.BoldTypeface;

    private SKTypeface RegularTypeface { get; } = Load("DejaVuSans.ttf");

    private SKTypeface BoldTypeface { get; } = Load("DejaVuSans-Bold.ttf");

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic)
    {
        if (fontName != Family)
        {
            return null;
        }

        // A fresh object each time: the plot that asked may dispose of it.
        return Load(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");
    }

    private static ChartFonts Register()
    {
        ChartFonts fonts = new();
        // First in the list, or a system's own font of that name would make other pictures there.
        Fonts.FontResolvers.Insert(0, fonts);
        return fonts;
    }

    private static SKTypeface Load(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The embedded font '{file}' is missing.");
        return SKTypeface.FromStream(stream);
    }
}
