using InferenceSim.Simulation;

namespace InferenceSim.Timing;

/// <summary>The one place where real-valued seconds become integers.</summary>
internal static class Picoseconds
{
    public static long From(double seconds) => SimDuration.FromSeconds(seconds).Picoseconds;

    public static double ToSeconds(long picoseconds) => picoseconds / (double)SimDuration.PicosecondsPerSecond;
}
