namespace InferenceSim.Timing;

/// <summary>
/// The price of decode-only steps with a fixed number of sequences as a straight line in the context sum <c>S</c>, valid while
/// <c>S</c> lies below <see cref="UntilContextSum"/>: a step costs <c>Fixed + PerContext * S</c>. The straight line is what lets many
/// steps be summed in closed form.
/// </summary>
/// <param name="Fixed">What a step costs at <c>S = 0</c> (the line's intercept; it may be negative).</param>
/// <param name="PerContext">What each token of context adds.</param>
/// <param name="UntilContextSum">First context sum for which another segment applies; <see cref="long.MaxValue"/> if none.</param>
public readonly record struct DecodeSegment(StepCost Fixed, StepCost PerContext, long UntilContextSum)
{
    /// <summary>The price of one step at context sum <paramref name="contextSum"/>.</summary>
    public StepCost At(long contextSum) => new(
        Fixed.Picoseconds + (PerContext.Picoseconds * contextSum),
        Fixed.Flops + (PerContext.Flops * contextSum),
        Fixed.Bytes + (PerContext.Bytes * contextSum));
}
