namespace InferenceSim.Simulation;

/// <summary>
/// Products of 64-bit integers in 128 bits by one multiplication: <see cref="Int128"/>'s own operators assume both factors to be wide, and
/// its division takes longer than all else in a step.
/// </summary>
internal static class WideProduct
{
    /// <summary>The product, exact.</summary>
    public static Int128 Of(long a, long b)
    {
        long high = Math.BigMul(a, b, out long low);
        return new Int128((ulong)high, (ulong)low);
    }

    /// <summary><paramref name="amount"/> * <paramref name="part"/> / <paramref name="whole"/>, rounded down; the part is neither negative nor more than the whole.</summary>
    public static long Share(long amount, long part, long whole)
    {
        // Near enough to be put right by the remainder in a step or two.
        long share = Math.Min((long)((double)amount * part / whole), amount);
        Int128 remainder = Of(amount, part) - Of(share, whole);
        while (remainder < 0)
        {
            share--;
            remainder += whole;
        }

        while (remainder >= whole)
        {
            share++;
            remainder -= whole;
        }

        return share;
    }
}
