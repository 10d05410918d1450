using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>Refuses arrival processes that outlast simulated time.</summary>
internal static class ArrivalSpan
{
    // 6 days are left for random spread and for the answers.
    public const double LimitSeconds = 100 * 86_400.0;

    public static void Check(ArrivalSpec arrivals, int? requests)
    {
        if (requests is null && arrivals.DurationSeconds is null)
        {
            throw new InvalidConfigurationException("arrivals: a number of requests or a duration must end them");
        }

        if (!arrivals.IsOpenLoop || arrivals.DurationSeconds is not null)
        {
            return;
        }

        // A profile that ends at rate 0 ends the play.
        double operational = requests!.Value / arrivals.Rate;
        double seconds = arrivals.Profile?.Profile?.TimeOf(operational) ?? operational;
        if (seconds > LimitSeconds && double.IsFinite(seconds))
        {
            throw new InvalidConfigurationException(FormattableString.Invariant(
                $"arrivals: {requests} requests at {arrivals.Rate}/s last {seconds / 86_400:G6} days; at most 100 days can be simulated (raise the rate or ask for fewer requests)"));
        }
    }
}
