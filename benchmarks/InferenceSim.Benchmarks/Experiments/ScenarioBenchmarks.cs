using BenchmarkDotNet.Attributes;
using InferenceSim.Experiments.Benchmarking;

namespace InferenceSim.Benchmarks.Experiments;

/// <summary>The scenarios of <c>infersim bench --quick</c>, whole.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private static readonly IReadOnlyList<BenchmarkScenario> s_suite = BenchmarkSuite.Create(quick: true);

    /// <summary>Names of the scenarios.</summary>
    public static IEnumerable<string> Names => s_suite.Select(s => s.Name);

    /// <summary>Which one.</summary>
    [ParamsSource(nameof(Names))]
    public string Scenario { get; set; } = "";

    [Benchmark]
    public long Requests() => s_suite.First(s => s.Name == Scenario).Play(CancellationToken.None).Requests;
}
