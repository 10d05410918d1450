namespace InferenceSim.Simulation;

/// <summary>
/// Times added up over replicas, in whole picoseconds: sixteen replicas that are busy for a week have more together than a
/// <see cref="SimDuration"/> holds.
/// </summary>
/// <param name="Picoseconds">The sum in picoseconds.</param>
public readonly record struct TotalTime(Int128 Picoseconds)
{
    /// <summary>The sum in seconds, for reports only.</summary>
    public double Seconds => (double)Picoseconds / SimDuration.PicosecondsPerSecond;

    /// <summary>A single length as a sum.</summary>
    public static implicit operator TotalTime(SimDuration length) => new(length.Picoseconds);

    /// <summary>The difference of two sums.</summary>
    public static TotalTime operator -(TotalTime left, TotalTime right) => new(left.Picoseconds - right.Picoseconds);

    /// <summary>This part of <paramref name="whole"/>, which is not zero.</summary>
    public double ShareOf(TotalTime whole) => (double)Picoseconds / (double)whole.Picoseconds;
}
