using InferenceSim.Experiments.Benchmarking;

namespace InferenceSim.Cli.Benchmarking;

/// <summary>How long a benchmark scenario took.</summary>
/// <param name="Counts">What it simulated.</param>
/// <param name="Best">The shortest of its plays, of each clock.</param>
/// <param name="Yardstick">The shortest run of the yardstick among those between the plays, of each clock.</param>
internal sealed record BenchmarkTiming(BenchmarkCounts Counts, ElapsedTime Best, ElapsedTime Yardstick)
{
    // The runtime compiles what is called often a second time, behind the back of the plays: a short one is over before that is done.
    private const double ProcessorSecondsToWarmUp = 0.5;

    /// <summary>Plays a scenario until it is warm, then as often as it asks for, the yardstick before each play.</summary>
    public static BenchmarkTiming Of(BenchmarkScenario scenario, Yardstick yardstick, CancellationToken cancellation)
    {
        yardstick.Time(); // compiled, and the processor awake
        ElapsedTime yardstickTime = yardstick.Time();
        (ElapsedTime best, BenchmarkCounts counts) = Play(scenario, cancellation);
        for (double warm = best.ProcessorSeconds; scenario.Rounds > 0 && warm < ProcessorSecondsToWarmUp;)
        {
            warm += Play(scenario, cancellation).Time.ProcessorSeconds;
        }

        for (int round = 0; round < scenario.Rounds; round++)
        {
            yardstickTime = ElapsedTime.Shorter(yardstickTime, yardstick.Time());
            (ElapsedTime time, BenchmarkCounts again) = Play(scenario, cancellation);
            if (again != counts)
            {
                throw new InvalidOperationException($"{scenario.Name} gave {counts}, then {again}");
            }

            // The plays that warmed up do not count where there are others.
            best = round == 0 ? time : ElapsedTime.Shorter(best, time);
        }

        return new BenchmarkTiming(counts, best, yardstickTime);
    }

    private static (ElapsedTime Time, BenchmarkCounts Counts) Play(BenchmarkScenario scenario, CancellationToken cancellation)
    {
        BenchmarkCounts counts = default;
        ElapsedTime time = ElapsedTime.Of(() => counts = scenario.Play(cancellation));
        return (time, counts);
    }
}
