namespace InferenceSim.Plots;

/// <summary>Horizontal bars beside names, several to a name if need be.</summary>
/// <param name="Title">Its headline.</param>
/// <param name="XTitle">The axis below, with its unit.</param>
public sealed record BarPanel(string Title, string XTitle) : FigurePanel(Title)
{
    /// <summary>The names, from top to bottom.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The bars.</summary>
    public required IReadOnlyList<FigureBar> Bars { get; init; }

    /// <summary>Where a rule is drawn; 0 if nothing else is said.</summary>
    public double Rule { get; init; }

    /// <summary>Whether the bars of a name lie on one line (a tornado) instead of one below the other.</summary>
    public bool OnOneLine { get; init; }

    /// <summary>What stands before the numbers below, e.g. <c>$</c>.</summary>
    public string XPrefix { get; init; } = "";
}
