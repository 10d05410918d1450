using System.Numerics;

namespace InferenceSim.Timing;

/// <summary>
/// A rising curve of picoseconds over a count, as straight pieces with integer slopes between knots at 4, 5, 6, 7 times a power of two
/// (ratios 1.25 to 1.14). Pieces join exactly and never fall, and each slope corrects the rounding of those before it, so that the error
/// at a knot stays below one slope unit of its piece. Found by shifting, not by searching.
/// </summary>
internal sealed class ContextCurve
{
    private const int Octaves = 46;
    private const double LongestPicoseconds = 2e18;
    private readonly long[] _slope = new long[(4 * Octaves) + 1];
    private readonly long[] _start = new long[(4 * Octaves) + 1];
    private readonly int _fractionBits;

    /// <summary>Tabulates <paramref name="seconds"/>; slopes are whole picoseconds, or finer by <paramref name="fractionBits"/> binary digits.</summary>
    public ContextCurve(Func<double, double> seconds, int fractionBits = 0)
    {
        _fractionBits = fractionBits;
        long value = 0;
        for (int j = 0; j < _slope.Length; j++)
        {
            long from = Knot(j), to = Knot(j + 1);

            // Counts whose step would last weeks exist only as table entries: the curve ends flat instead of overflowing.
            double target = Math.Min(seconds(to) * 1e12, LongestPicoseconds);
            _slope[j] = (long)Math.Max(0, Math.Round(Math.ScaleB((target - value) / (to - from), fractionBits)));
            _start[j] = value;
            value = ValueAt(j, to);
        }
    }

    /// <summary>Which piece holds <paramref name="count"/>.</summary>
    public static int Piece(long count)
    {
        if (count < 4)
        {
            return 0;
        }

        int octave = BitOperations.Log2((ulong)count);
        return Math.Min((4 * (octave - 2)) + (int)((count >> (octave - 2)) & 3) + 1, 4 * Octaves);
    }

    /// <summary>First count of piece <paramref name="piece"/>.</summary>
    public static long Knot(int piece) => piece == 0 ? 0 : (4L + ((piece - 1) & 3)) << ((piece - 1) >> 2);

    /// <summary>Slope of a piece, in picoseconds per count (of a curve without fraction bits).</summary>
    public long Slope(int piece) => _slope[piece];

    /// <summary>Value of the piece's line at count 0.</summary>
    public long Intercept(int piece) => _start[piece] - (_slope[piece] * Knot(piece));

    /// <summary>Picoseconds at <paramref name="count"/>.</summary>
    public long At(long count) => ValueAt(Piece(count), count);

    private long ValueAt(int piece, long count)
    {
        long delta = count - Knot(piece);
        return _fractionBits == 0
            ? _start[piece] + (_slope[piece] * delta)
            : _start[piece] + (long)(((Int128)_slope[piece] * delta) >> _fractionBits);
    }
}
