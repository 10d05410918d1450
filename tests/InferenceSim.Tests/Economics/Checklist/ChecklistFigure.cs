using System.Globalization;

namespace InferenceSim.Tests.Economics.Checklist;

/// <summary>A figure of the economics checklist that the program computes.</summary>
/// <param name="Line">The checklist's number of the line; <c>1.x</c> for the cross-checks of its first section.</param>
/// <param name="What">What is computed, of what.</param>
/// <param name="Told">The figure, corrected where the checklist corrects it, with as many digits as it is told.</param>
/// <param name="Computed">The program's.</param>
internal sealed record ChecklistFigure(string Line, string What, string Told, Func<double> Computed)
{
    /// <summary>Where the checklist rounds on the way: how far off the figure may be, per cent. Otherwise half of its last digit.</summary>
    public double? Percent { get; init; }

    public double Value => double.Parse(Told, CultureInfo.InvariantCulture);

    public double Tolerance => Percent is double percent
        ? Value * percent / 100
        : 0.5000001 * Math.Pow(10, Told.Contains('.', StringComparison.Ordinal) ? -(Told.Length - Told.IndexOf('.', StringComparison.Ordinal) - 1) : 0);
}
