namespace InferenceSim.Experiments.Benchmarking;

/// <summary>The configuration that the larger benchmark scenarios share.</summary>
internal static class BenchmarkSetting
{
    /// <summary>The plan of llama-3.1-8b on one h100-sxm, with what <paramref name="scenario"/> says beside.</summary>
    public static ScenarioPlan Llama8bOnH100(Scenario scenario) =>
        new ScenarioResolver(new NoFiles()).Plan(scenario with { Model = "llama-3.1-8b", Gpu = "h100-sxm", Tp = 1 });

    /// <summary>For scenarios that name no file.</summary>
    internal sealed class NoFiles : IFileSource
    {
        public Stream OpenRead(string path) => throw new NotSupportedException("a benchmark scenario names no file");
    }
}
