using InferenceSim.Workloads;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// The scenarios by which the simulator's speed is judged, defined once: <c>infersim bench</c> times them, and so does the project of
/// benchmarks.
/// </summary>
public static class BenchmarkSuite
{
    private const int ShortOutput = 128;
    private const int LongOutput = 4_096;

    /// <summary>Names that <see cref="Create"/> knows: each stands for all scenarios that begin with it.</summary>
    public static IReadOnlyList<string> Names { get; } = ["s1", "s2", "s3", "s4", "s5", "fleet"];

    /// <summary>The scenarios, in order.</summary>
    /// <param name="quick">Smaller, so that a machine is judged in less than a minute.</param>
    /// <param name="conversations">The Mooncake conversation trace for s3, at an eighth of its rate; <c>null</c> for a stand-in of its shape.</param>
    public static IReadOnlyList<BenchmarkScenario> Create(bool quick, IWorkload? conversations = null)
    {
        conversations ??= ConversationStandIn.Create(seed: 1);
        return
        [
            SteadyBenchmark.Create("s1-10k", 10_000, ShortOutput, prefixCaching: false, rounds: 5),
            SteadyBenchmark.Create("s1", quick ? 100_000 : 1_000_000, ShortOutput, prefixCaching: false, rounds: 5),
            SteadyBenchmark.Create("s1-cache", quick ? 50_000 : 1_000_000, ShortOutput, prefixCaching: true, rounds: 5),
            SteadyBenchmark.Create("s2-10k", 10_000, LongOutput, prefixCaching: false, rounds: 5),
            SteadyBenchmark.Create("s2", quick ? 100_000 : 1_000_000, LongOutput, prefixCaching: false, rounds: 5),
            ConversationBenchmark.Create(conversations, blockSize: 512, plays: quick ? 1 : 10, rounds: 5),
            ConversationBenchmark.Create(conversations, blockSize: 16, plays: quick ? 1 : 10, rounds: quick ? 3 : 5),
            SweepBenchmark.Create(rates: quick ? 2 : 25, requestsPerPoint: 1_000, rounds: 0),
            WeekBenchmark.Create(quick ? WeekBenchmark.WholeWeek / 50 : WeekBenchmark.WholeWeek, rounds: 0),
            FleetBenchmark.Create(quick ? FleetBenchmark.Whole / 50 : FleetBenchmark.Whole, rounds: 0),
        ];
    }

    /// <summary>Where the trace of s3 is read, its rate must be scaled by this.</summary>
    public static double ConversationRateScale => ConversationBenchmark.RateScale;
}
