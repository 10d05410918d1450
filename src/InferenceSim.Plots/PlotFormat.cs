namespace InferenceSim.Plots;

/// <summary>How a chart is written.</summary>
public enum PlotFormat
{
    /// <summary>A bitmap of 3,000 pixels width.</summary>
    Png,

    /// <summary>Vectors, with text as text.</summary>
    Svg,
}
