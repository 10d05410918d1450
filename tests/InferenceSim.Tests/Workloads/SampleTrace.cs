using System.Reflection;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Tests.Workloads;

/// <summary>The small trace in <c>workloads/</c>, and the workload it was generated from.</summary>
internal static class SampleTrace
{
    public static string Path { get; } = System.IO.Path.Combine(
        Repository.Root,
        "workloads",
        "sample-sessions.csv");

    public static TraceWorkload Load()
    {
        using FileStream stream = File.OpenRead(Path);
        return TraceFile.Load(stream, "sample-sessions.csv");
    }

    /// <summary>300 requests in sessions of 1 to 8 turns that begin with one of 12 system prompts; half a session a second.</summary>
    public static GeneratedWorkload Generate()
    {
        WorkloadSpec spec = A.Spec(
            new LognormalLength([new(1, 6.5, 0.5)], 64, 3000),
            new LognormalLength([new(1, 4.8, 0.7)], 1, 1000),
            new SessionSpec
            {
                Turns = new WeightedLength([[1, 4], [2, 2], [4, 2], [8, 1]]),
                NewTokens = new UniformLength(120, 0.5, UniformRule.PlusMinus),
                ThinkTime = new ExponentialThinkTime(20),
            },
            new SharedPrefixSpec(12, new UniformLength(512, 0.25, UniformRule.From)));
        return GeneratedWorkload.Create("sample-sessions", spec, ArrivalSpec.Poisson(0.5), 300, seed: 7, maxModelLength: 8192);
    }
}
