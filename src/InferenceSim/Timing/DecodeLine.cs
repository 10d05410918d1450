namespace InferenceSim.Timing;

/// <summary>The time of the accelerators in decode-only steps, a straight line in the context sum and the windowed one, up to a bend.</summary>
/// <param name="Fixed">Picoseconds without context.</param>
/// <param name="PerContext">Added by each token of context.</param>
/// <param name="PerWindowedContext">Added by each token of context within the window.</param>
/// <param name="Until">First context sum at which it is another line.</param>
internal readonly record struct DecodeLine(long Fixed, long PerContext, long PerWindowedContext, long Until)
{
    /// <summary>Picoseconds at these context sums.</summary>
    public long At(long contextSum, long windowedContextSum) => Fixed + (PerContext * contextSum) + (PerWindowedContext * windowedContextSum);

    /// <summary>
    /// The first context sum from <paramref name="contextSum"/> on at which a time that is now <paramref name="missing"/> below another has reached
    /// it. It cannot be sooner than if every token counted in both sums, as it does while sequences are <paramref name="growing"/> within their windows.
    /// </summary>
    public static long Reached(long contextSum, long missing, long perContext, long perWindowedContext, bool growing)
    {
        long slope = perContext + (growing ? perWindowedContext : 0);
        return slope == 0 ? long.MaxValue : contextSum + ((missing + slope - 1) / slope);
    }
}
