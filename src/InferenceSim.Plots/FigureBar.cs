namespace InferenceSim.Plots;

/// <summary>A bar.</summary>
/// <param name="Name">Place of its name.</param>
/// <param name="Series">Its place in the legend, which gives its colour.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Label">What is written at its end.</param>
public sealed record FigureBar(int Name, int Series, double From, double To, string Label);
