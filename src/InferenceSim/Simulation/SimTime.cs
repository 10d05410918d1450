namespace InferenceSim.Simulation;

/// <summary>
/// A point in simulated time: whole picoseconds since the start of the run. It knows no calendar and no time zone.
/// <c>default</c> is the start of the run. The range is about 106 days.
/// </summary>
/// <param name="Picoseconds">Picoseconds since the start of the run.</param>
public readonly record struct SimTime(long Picoseconds) : IComparable<SimTime>
{
    /// <summary>The start of the run.</summary>
    public static SimTime Zero => default;

    /// <summary>A moment later than any that a run reaches; "never".</summary>
    public static SimTime Never => new(long.MaxValue);

    /// <summary>The moment as seconds, for reports only.</summary>
    public double Seconds => Picoseconds / (double)SimDuration.PicosecondsPerSecond;

    /// <summary>The moment <paramref name="seconds"/> after the start, rounded to the nearest picosecond.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, not a number, or beyond the range.</exception>
    public static SimTime FromSeconds(double seconds) => Zero + SimDuration.FromSeconds(seconds);

    /// <summary>The moment <paramref name="length"/> after <paramref name="time"/>.</summary>
    public static SimTime operator +(SimTime time, SimDuration length) => new(checked(time.Picoseconds + length.Picoseconds));

    /// <summary>The moment <paramref name="length"/> before <paramref name="time"/>.</summary>
    public static SimTime operator -(SimTime time, SimDuration length) => new(time.Picoseconds - length.Picoseconds);

    /// <summary>The time from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static SimDuration operator -(SimTime end, SimTime start) => new(end.Picoseconds - start.Picoseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(SimTime left, SimTime right) => left.Picoseconds < right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(SimTime left, SimTime right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is not later.</summary>
    public static bool operator <=(SimTime left, SimTime right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Whether <paramref name="left"/> is not earlier.</summary>
    public static bool operator >=(SimTime left, SimTime right) => left.Picoseconds >= right.Picoseconds;

    /// <inheritdoc/>
    public int CompareTo(SimTime other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Seconds:0.######} s");
}
