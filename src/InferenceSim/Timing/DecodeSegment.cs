namespace InferenceSim.Timing;

/// <summary>
/// The price of decode-only steps with a fixed number of sequences as a straight line in the context sum <c>S</c> and the windowed one
/// <c>W</c>, valid while <c>S</c> lies below <see cref="UntilContextSum"/>: a step costs <c>Fixed + PerContext * S + PerWindowedContext * W</c>. The straight line is what lets many
/// steps be summed in closed form.
/// </summary>
/// <param name="Fixed">What a step costs at <c>S = 0</c> (the line's intercept; it may be negative).</param>
/// <param name="PerContext">What each token of context adds.</param>
/// <param name="UntilContextSum">First context sum for which another segment applies; <see cref="long.MaxValue"/> if none.</param>
/// <param name="PerWindowedContext">What each token of context within the window adds.</param>
public readonly record struct DecodeSegment(
    StepCost Fixed, StepCost PerContext, long UntilContextSum, StepCost PerWindowedContext = default)
{
    /// <summary>The price of one step at these context sums.</summary>
    public StepCost At(long contextSum, long windowedContextSum = 0) => new(
        Fixed.Picoseconds + (PerContext.Picoseconds * contextSum) + (PerWindowedContext.Picoseconds * windowedContextSum),
        Fixed.Flops + (PerContext.Flops * contextSum) + (PerWindowedContext.Flops * windowedContextSum),
        Fixed.Bytes + (PerContext.Bytes * contextSum) + (PerWindowedContext.Bytes * windowedContextSum));
}
