namespace InferenceSim.Experiments.Answers;

/// <summary>A point at which profit is zero.</summary>
/// <param name="Value">Where, in the unit of the answer.</param>
/// <param name="Low">Lower end of the 95% interval over seeds, or the lower of two neighbouring whole numbers; <c>null</c> where there is none.</param>
/// <param name="High">The upper end.</param>
/// <param name="At">The run at that point, which shows how near to zero its margin is.</param>
public sealed record BreakEvenRoot(double Value, double? Low, double? High, PointResult At)
{
    /// <summary>Margin of the run at the point, as a share of its revenue.</summary>
    public double Margin => (double)At.Economics!.Account.GrossMargin!.Value;
}
