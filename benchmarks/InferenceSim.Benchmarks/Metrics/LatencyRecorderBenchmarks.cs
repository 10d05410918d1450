using BenchmarkDotNet.Attributes;
using InferenceSim.Metrics;

namespace InferenceSim.Benchmarks.Metrics;

/// <summary>The gaps between tokens: those of a leap of 32 steps put in, and the percentiles of 320,000 found, exactly.</summary>
[MemoryDiagnoser]
public class LatencyRecorderBenchmarks
{
    private const int Leaps = 10_000;
    private readonly LatencyRecorder _recorder = new();

    [GlobalSetup]
    public void Fill() => Add();

    [Benchmark(Baseline = true, OperationsPerInvoke = Leaps)]
    public long GapsOfALeap()
    {
        _recorder.Clear();
        Add();
        return _recorder.Count;
    }

    [Benchmark]
    public double? ExactPercentiles() => _recorder.Summarize().P99Ms;

    private void Add()
    {
        for (int i = 0; i < Leaps; i++)
        {
            _recorder.AddRun(6_000_000_000 + (i % 977 * 1_000_003L), 1_280_000, terms: 32, weight: 1);
        }
    }
}
