namespace InferenceSim.Plots;

/// <summary>Everything that a chart of predictions against measurements shows.</summary>
public sealed record ValidationFigure
{
    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>What was measured and how it is drawn; one or two lines.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the colours mean; points and curves name a series by its place here.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>Up to three panels of predicted over measured.</summary>
    public required IReadOnlyList<ParityPlot> Parities { get; init; }

    /// <summary>Rows of up to three panels with a measured and a predicted curve.</summary>
    public required IReadOnlyList<IReadOnlyList<CurvePlot>> Curves { get; init; }

    /// <summary>Who says so, at the bottom.</summary>
    public string Source { get; init; } = "InferenceSim";
}
