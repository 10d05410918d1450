using InferenceSim.Serving;

namespace InferenceSim.Experiments.Answers;

/// <summary>A point that was tried on the way to a break-even.</summary>
/// <param name="Value">What was turned.</param>
/// <param name="Margin">Its gross margin; <c>null</c> where it could not be run or earns nothing.</param>
/// <param name="Report">What it did; <c>null</c> where it could not be run.</param>
public sealed record BreakEvenPoint(double Value, double? Margin, SimulationReport? Report)
{
    /// <summary>The point of a run.</summary>
    internal static BreakEvenPoint Of(double value, PointResult run) => new(value, BandEnd.Predicted.Margin(run), run.Report);
}
