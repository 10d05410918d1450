using InferenceSim.Serving;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>The configuration that the larger benchmark scenarios share.</summary>
internal static class BenchmarkSetting
{
    /// <summary>The plan of llama-3.1-8b on one h100-sxm, with what <paramref name="scenario"/> says beside.</summary>
    public static ScenarioPlan Llama8bOnH100(Scenario scenario) =>
        new ScenarioResolver(new NoFiles()).Plan(scenario with { Model = "llama-3.1-8b", Gpu = "h100-sxm", Tp = 1 });

    /// <summary>The play of <paramref name="workload"/> on equal replicas of <paramref name="plan"/> behind a router.</summary>
    public static Func<CancellationToken, BenchmarkCounts> Fleet(ScenarioPlan plan, IWorkload workload, int replicas, RouterKind router) =>
        cancellation => BenchmarkCounts.Of(SimulationRun.Execute(
            workload,
            new DeploymentOptions
            {
                Groups = [new ReplicaGroup { Engine = plan.Engine!, Predictor = new RooflinePredictor(plan.Layout!), Replicas = replicas }],
                Router = router,
            },
            plan.Run with { Cancellation = cancellation }));

    /// <summary>For scenarios that name no file.</summary>
    internal sealed class NoFiles : IFileSource
    {
        public Stream OpenRead(string path) => throw new NotSupportedException("a benchmark scenario names no file");
    }
}
