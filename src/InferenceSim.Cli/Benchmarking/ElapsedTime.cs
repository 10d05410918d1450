using System.Diagnostics;

namespace InferenceSim.Cli.Benchmarking;

/// <summary>What something took: time on the wall, time of processors (none of that in which others had them), memory.</summary>
/// <param name="Seconds">Seconds on the wall.</param>
/// <param name="ProcessorSeconds">Seconds of processor time of the whole process, all threads together.</param>
/// <param name="AllocatedBytes">Memory allocated meanwhile, given back or not.</param>
internal readonly record struct ElapsedTime(double Seconds, double ProcessorSeconds, long AllocatedBytes)
{
    /// <summary>Times an action.</summary>
    public static ElapsedTime Of(Action action)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        action();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double processorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        return new ElapsedTime(seconds, processorSeconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    /// <summary>The less of two, of each.</summary>
    public static ElapsedTime Shorter(ElapsedTime a, ElapsedTime b) =>
        new(Math.Min(a.Seconds, b.Seconds), Math.Min(a.ProcessorSeconds, b.ProcessorSeconds), Math.Min(a.AllocatedBytes, b.AllocatedBytes));
}
