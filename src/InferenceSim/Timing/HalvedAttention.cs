namespace InferenceSim.Timing;

/// <summary>Attention on contexts of a batch that is split into halves, in picoseconds.</summary>
/// <param name="Picoseconds">Of both halves, over all layers.</param>
/// <param name="OfAHalf">Of one half, over the layers with experts.</param>
internal readonly record struct HalvedAttention(long Picoseconds, long OfAHalf)
{
    /// <summary>Of both halves, over the other layers.</summary>
    public long Apart => Picoseconds - (2 * OfAHalf);

    public static HalvedAttention operator +(HalvedAttention a, HalvedAttention b) => new(a.Picoseconds + b.Picoseconds, a.OfAHalf + b.OfAHalf);
}
