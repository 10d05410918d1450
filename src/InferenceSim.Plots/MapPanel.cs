namespace InferenceSim.Plots;

/// <summary>A table in colours: red below 0, blue above, white at 0.</summary>
/// <param name="Title">Its headline.</param>
/// <param name="XTitle">What the columns are, with unit.</param>
/// <param name="YTitle">What the rows are, with unit.</param>
public sealed record MapPanel(string Title, string XTitle, string YTitle) : FigurePanel(Title)
{
    /// <summary>Labels of the columns, from left to right.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Labels of the rows, from bottom to top.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>The values, by row and column; NaN leaves a cell empty.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Values { get; init; }

    /// <summary>The size at which the colours are full.</summary>
    public double FullAt { get; init; } = 1;

    /// <summary>How a value is written in its cell.</summary>
    public required Func<double, string> Text { get; init; }
}
