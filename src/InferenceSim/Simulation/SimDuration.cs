namespace InferenceSim.Simulation;

/// <summary>
/// A length of simulated time in whole picoseconds. A point plus a length is a point; two points cannot be added.
/// <c>default</c> is no time at all. Not a <see cref="TimeSpan"/>, whose ticks of 100 ns are too coarse for a step's slope per token.
/// </summary>
/// <param name="Picoseconds">The length in picoseconds.</param>
public readonly record struct SimDuration(long Picoseconds) : IComparable<SimDuration>
{
    /// <summary>Picoseconds in one second.</summary>
    public const long PicosecondsPerSecond = 1_000_000_000_000;

    /// <summary>Picoseconds in one millisecond.</summary>
    public const long PicosecondsPerMillisecond = 1_000_000_000;

    /// <summary>The longest length that can be told: about 106 days.</summary>
    public const double MaxSeconds = long.MaxValue / (double)PicosecondsPerSecond;

    /// <summary>No time at all.</summary>
    public static SimDuration Zero => default;

    /// <summary>The length in seconds, for reports only.</summary>
    public double Seconds => Picoseconds / (double)PicosecondsPerSecond;

    /// <summary>The length in milliseconds, for reports only.</summary>
    public double Milliseconds => Picoseconds / (double)PicosecondsPerMillisecond;

    /// <summary>The length of <paramref name="seconds"/>, rounded to the nearest picosecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, not a number, or more than <see cref="MaxSeconds"/>.</exception>
    public static SimDuration FromSeconds(double seconds)
    {
        if (!(seconds >= 0 && seconds < MaxSeconds))
        {
            throw new ArgumentOutOfRangeException(
                nameof(seconds), seconds, FormattableString.Invariant($"a simulated time lies between 0 and {MaxSeconds:0} seconds (106 days)"));
        }

        return new((long)Math.Round(seconds * PicosecondsPerSecond));
    }

    /// <summary>The sum of two lengths.</summary>
    public static SimDuration operator +(SimDuration left, SimDuration right) => new(left.Picoseconds + right.Picoseconds);

    /// <summary>The difference of two lengths.</summary>
    public static SimDuration operator -(SimDuration left, SimDuration right) => new(left.Picoseconds - right.Picoseconds);

    /// <summary>Whether <paramref name="left"/> is shorter.</summary>
    public static bool operator <(SimDuration left, SimDuration right) => left.Picoseconds < right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is longer.</summary>
    public static bool operator >(SimDuration left, SimDuration right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is not longer.</summary>
    public static bool operator <=(SimDuration left, SimDuration right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is not shorter.</summary>
    public static bool operator >=(SimDuration left, SimDuration right) => left.Picoseconds >= right.Picoseconds;

    /// <inheritdoc/>
    public int CompareTo(SimDuration other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Milliseconds:0.######} ms");
}
