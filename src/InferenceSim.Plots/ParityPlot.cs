namespace InferenceSim.Plots;

/// <summary>Predicted over measured figures of one kind.</summary>
/// <param name="Title">Headline of the panel.</param>
/// <param name="Unit">What both axes show, e.g. <c>TPOT (ms)</c>.</param>
/// <param name="Points">Series, measured figure, predicted figure; above 0.</param>
public sealed record ParityPlot(string Title, string Unit, IReadOnlyList<(int Series, double Measured, double Predicted)> Points);
