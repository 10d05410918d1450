using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// S1 and S2: requests of one length, Poisson at 70% of what the engine can take (requests per second of the same lengths all at once),
/// 256 sequences, a budget of 2,048 tokens, ample memory, the linear step time of the recordings of vLLM's scheduler.
/// </summary>
internal static class SteadyBenchmark
{
    private const int PromptTokens = 512;
    private const double Load = 0.7;
    private const int RequestsForCapacity = 10_000;

    // Room for 256 sequences of the longest output.
    private const int BlockSize = 16;
    private const int MaxSequences = 256;

    public static BenchmarkScenario Create(string name, int requests, int outputTokens, bool prefixCaching, int rounds)
    {
        LinearPredictor predictor = new(5_000_000_000, 10_000_000, 20_000, 100);
        int longest = PromptTokens + outputTokens;
        EngineOptions engine = new()
        {
            MaxSequences = MaxSequences,
            TokenBudget = 2_048,
            Blocks = MaxSequences * ((longest / BlockSize) + 1),
            BlockSize = BlockSize,
            MaxModelLength = longest,
            PrefixCaching = prefixCaching,
        };

        SimulationReport Play(ArrivalSpec arrivals, int count, CancellationToken cancellation) => SimulationRun.Execute(
            GeneratedWorkload.Create(
                name, WorkloadSpec.OfLengths(new FixedLength(PromptTokens), new FixedLength(outputTokens)), arrivals, count, seed: 1, longest),
            engine, predictor, new RunOptions { Cancellation = cancellation });

        ArrivalSpec? arrivals = null;
        return new BenchmarkScenario(
            name,
            FormattableString.Invariant($"{requests:#,##0} requests, {PromptTokens} in, {outputTokens:#,##0} out{(prefixCaching ? ", prefix caching" : "")}"),
            rounds,
            cancellation =>
            {
                arrivals ??= ArrivalSpec.Poisson(Load * Play(ArrivalSpec.AllAtOnce(), Math.Min(requests, RequestsForCapacity), cancellation).RequestsPerSecond);
                return BenchmarkCounts.Of(Play(arrivals, requests, cancellation));
            });
    }
}
