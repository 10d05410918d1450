using BenchmarkDotNet.Attributes;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Benchmarks.Serving;

/// <summary>
/// A whole run: 10,000 requests of 512 + 128 tokens, Poisson at 20/s, 256 sequences at once, linear step time. Leaping against
/// stepping gives the same figures; the ratio is what a leap is worth. Divide by the steps to get a scheduler's step.
/// </summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private static readonly LinearPredictor s_predictor = new(5_000_000_000, 20_000_000, 100, 0);

    private readonly IWorkload _requests = GeneratedWorkload.Create(
        "poisson", WorkloadSpec.OfLengths(new FixedLength(512), new FixedLength(128)), ArrivalSpec.Poisson(20), 10_000, 1, 8_192);

    /// <summary>Whether full blocks are kept by content, which costs hashing.</summary>
    [Params(false, true)]
    public bool PrefixCaching { get; set; }

    [Benchmark(Baseline = true)]
    public long Leap() => Run(EngineMode.Leap);

    [Benchmark]
    public long Step() => Run(EngineMode.Step);

    private long Run(EngineMode mode)
    {
        EngineOptions options = new()
        {
            MaxSequences = 256,
            TokenBudget = 8_192,
            Blocks = 40_000,
            MaxModelLength = 8_192,
            PrefixCaching = PrefixCaching,
        };
        return SimulationRun.Execute(_requests, options, s_predictor, new RunOptions { Mode = mode }).Steps;
    }
}
