using BenchmarkDotNet.Attributes;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Benchmarking;

namespace InferenceSim.Benchmarks.Experiments;

/// <summary>
/// What a second core gains a sweep: scenario s4 at one rate (400 points of 1,000 requests), workloads and predictors made anew each time.
/// </summary>
[MemoryDiagnoser]
public class SweepBenchmarks
{
    private static readonly SweepGrid s_grid = SweepBenchmark.Grid(rates: 1, requestsPerPoint: 1_000);

    [Params(1, 2)]
    public int Threads { get; set; }

    [Benchmark]
    public long Sweep() => SweepBenchmark.Play(s_grid, Threads, CancellationToken.None).Requests;
}
