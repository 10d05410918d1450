using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Refuses arrival processes that outlast simulated time.</summary>
internal static class ArrivalSpan
{
    // 6 days are left for random spread and for the answers.
    private const double LimitSeconds = 100 * 86_400.0;

    public static void Check(ArrivalSpec arrivals, int requests)
    {
        if (arrivals.IsOpenLoop && requests / arrivals.Rate > LimitSeconds)
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"arrivals: {requests} requests at {arrivals.Rate}/s last {requests / arrivals.Rate / 86_400:0} days; at most 100 days can be simulated (raise the rate or ask for fewer requests)"));
        }
    }
}
