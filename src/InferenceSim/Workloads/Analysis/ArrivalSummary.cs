using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Analysis;

/// <summary>
/// How arrivals vary. The coefficient of variation alone cannot tell a slowly drifting rate from bursts, so counts are compared at
/// three scales: variance / mean of the requests in windows of 1, 10 and 60 s is 1 for Poisson arrivals at every scale.
/// </summary>
/// <param name="SpanSeconds">From the first arrival to the last.</param>
/// <param name="RatePerSecond">Gaps per second: (requests - 1) / span; <c>null</c> if all arrive at once.</param>
/// <param name="GapCv">Standard deviation / mean of the gaps between arrivals; <c>null</c> with fewer than two gaps or no span.</param>
/// <param name="CountDispersion1s">Variance / mean of counts in whole windows of 1 s; <c>null</c> with fewer than two windows.</param>
/// <param name="CountDispersion10s">The same in windows of 10 s.</param>
/// <param name="CountDispersion60s">The same in windows of 60 s.</param>
public sealed record ArrivalSummary(
    double SpanSeconds,
    double? RatePerSecond,
    double? GapCv,
    double? CountDispersion1s,
    double? CountDispersion10s,
    double? CountDispersion60s)
{
    /// <summary>Summarizes arrivals; the array is sorted in place.</summary>
    internal static ArrivalSummary Of(long[] arrivals)
    {
        Array.Sort(arrivals);
        double span = new SimDuration(arrivals[^1] - arrivals[0]).Seconds;
        return new ArrivalSummary(
            span,
            span > 0 ? (arrivals.Length - 1) / span : null,
            GapVariation(arrivals, span),
            Dispersion(arrivals, 1),
            Dispersion(arrivals, 10),
            Dispersion(arrivals, 60));
    }

    private static double? GapVariation(long[] arrivals, double span)
    {
        if (arrivals.Length < 3 || span == 0)
        {
            return null;
        }

        double mean = span / (arrivals.Length - 1);
        double squares = 0;
        for (int i = 1; i < arrivals.Length; i++)
        {
            double gap = new SimDuration(arrivals[i] - arrivals[i - 1]).Seconds - mean;
            squares += gap * gap;
        }

        return Math.Sqrt(squares / (arrivals.Length - 1)) / mean;
    }

    private static double? Dispersion(long[] arrivals, int windowSeconds)
    {
        long width = windowSeconds * SimDuration.PicosecondsPerSecond;
        long windows = (arrivals[^1] - arrivals[0]) / width; // a last window that is not whole is left out
        if (windows < 2)
        {
            return null;
        }

        // Arrivals are sorted, so one count at a time is enough; windows without arrivals add their zero squares at the end.
        double mean = 0;
        double squares = 0;
        int i = 0;
        while (i < arrivals.Length && (arrivals[i] - arrivals[0]) / width < windows)
        {
            long window = (arrivals[i] - arrivals[0]) / width;
            int count = 0;
            while (i < arrivals.Length && (arrivals[i] - arrivals[0]) / width == window)
            {
                count++;
                i++;
            }

            mean += count;
            squares += (double)count * count;
        }

        mean /= windows;
        return (squares / windows - mean * mean) / mean;
    }
}
