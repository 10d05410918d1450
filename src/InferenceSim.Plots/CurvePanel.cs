namespace InferenceSim.Plots;

/// <summary>Curves over an axis of numbers.</summary>
/// <param name="Title">Its headline.</param>
/// <param name="XTitle">The axis below, with its unit.</param>
/// <param name="YTitle">The axis at the left, with its unit.</param>
public sealed record CurvePanel(string Title, string XTitle, string YTitle) : FigurePanel(Title)
{
    /// <summary>The curves; the place in the list gives the colour and the name in the figure's legend.</summary>
    public required IReadOnlyList<FigureCurve> Curves { get; init; }

    /// <summary>Whether amounts below 0 can occur: the axis then shows 0 and is linear.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether the axis below may be logarithmic, where its values span far.</summary>
    public bool XMayBeLog { get; init; } = true;

    /// <summary>What stands before the numbers at the left, e.g. <c>$</c>.</summary>
    public string YPrefix { get; init; } = "";
}
