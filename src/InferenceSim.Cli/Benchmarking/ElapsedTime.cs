using System.Diagnostics;

namespace InferenceSim.Cli.Benchmarking;

/// <summary>How long something took on the wall, and of processors: the latter counts no time in which others had the processor.</summary>
/// <param name="Seconds">Seconds on the wall.</param>
/// <param name="ProcessorSeconds">Seconds of processor time of the whole process, all threads together.</param>
internal readonly record struct ElapsedTime(double Seconds, double ProcessorSeconds)
{
    /// <summary>Times an action.</summary>
    public static ElapsedTime Of(Action action)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        action();
        return new ElapsedTime(Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }

    /// <summary>The shorter of two, by each clock.</summary>
    public static ElapsedTime Shorter(ElapsedTime a, ElapsedTime b) =>
        new(Math.Min(a.Seconds, b.Seconds), Math.Min(a.ProcessorSeconds, b.ProcessorSeconds));
}
