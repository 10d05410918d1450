using BenchmarkDotNet.Attributes;
using InferenceSim.Experiments;

namespace InferenceSim.Benchmarks.Experiments;

/// <summary>The built-in sweep (llama-3.1-70b in fp8 on 4 x h100-sxm, batch 1 to 256) without the start of the program.</summary>
[MemoryDiagnoser]
public class SweepBenchmarks
{
    private static readonly SweepGrid s_grid = Grid();

    /// <summary>Threads that run points.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    [Benchmark]
    public int DefaultSweep()
    {
        ScenarioResolver resolver = new(new NoFiles());
        int rows = 0;
        new SweepRunner((point, token) => ScenarioRunner.Run(resolver.Plan(point), token), Threads).Run(s_grid.Points, _ => rows++);
        return rows;
    }

    private static SweepGrid Grid()
    {
        ScenarioField batch = ScenarioFields.Find("batch");
        return SweepGrid.Create(new Scenario(), [new SweepAxis(batch, ValueList.Parse(Scenario.BuiltInBatches, batch))]);
    }

    private sealed class NoFiles : IFileSource
    {
        public Stream OpenRead(string path) => throw new NotSupportedException("the built-in sweep reads no file");
    }
}
