namespace InferenceSim.Plots;

/// <summary>A picture of several panels.</summary>
public sealed record Figure
{
    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>What holds for all of it; one or two lines.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>Names of the series, in the order of their colours; one alone has no legend.</summary>
    public IReadOnlyList<string> Series { get; init; } = [];

    /// <summary>The panels, in reading order.</summary>
    public required IReadOnlyList<FigurePanel> Panels { get; init; }

    /// <summary>Panels side by side, 1 to 3.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>What is said at the bottom.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Who says so.</summary>
    public string Source { get; init; } = "InferenceSim";
}
