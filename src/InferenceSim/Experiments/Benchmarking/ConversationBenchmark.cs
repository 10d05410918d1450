using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// S3: an hour of conversations with long prompts, at an eighth of its pace, on llama-3.1-8b and one h100-sxm with prefix caching; loaded
/// beforehand and played ten times, each time by a new engine.
/// </summary>
internal static class ConversationBenchmark
{
    /// <summary>Factor on the rate of the recorded hour, which is more than one such accelerator can serve.</summary>
    public const double RateScale = 1 / 8.0;

    public static BenchmarkScenario Create(IWorkload conversations, int blockSize, int plays, int rounds)
    {
        ScenarioPlan plan = BenchmarkSetting.Llama8bOnH100(new Scenario { BlockSize = blockSize, PrefixCaching = true, Requests = 1, Rate = 1 });
        return new BenchmarkScenario(
            FormattableString.Invariant($"s3-{blockSize}"),
            FormattableString.Invariant($"{conversations.Name} x {plays}, prefix caching, blocks of {blockSize}"),
            rounds,
            cancellation =>
            {
                BenchmarkCounts counts = default;
                for (int play = 0; play < plays; play++)
                {
                    counts += BenchmarkCounts.Of(SimulationRun.Execute(
                        conversations, plan.Engine!, new RooflinePredictor(plan.Layout!), plan.Run with { Cancellation = cancellation }));
                }

                return counts;
            });
    }
}
