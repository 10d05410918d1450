namespace InferenceSim.Plots;

/// <summary>One panel of a figure: curves, bars or a map.</summary>
/// <param name="Title">Its headline.</param>
public abstract record FigurePanel(string Title);
