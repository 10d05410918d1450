using InferenceSim.Serving;
using InferenceSim.Workloads;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// Chat requests for 1,000 replicas of llama-3.1-8b on h100-sxm behind a router that counts the tokens in front of each and sends to where they
/// are fewest; the rate for each is that of an average second of the week (<see cref="WeekBenchmark"/>). Ten million requests are the whole.
/// </summary>
internal static class FleetBenchmark
{
    /// <summary>Requests of the whole.</summary>
    public const int Whole = 10_000_000;

    private const int Replicas = 1_000;
    private const double RatePerReplica = 1.137; // requests per second

    public static BenchmarkScenario Create(int requests, int rounds)
    {
        ScenarioPlan plan = BenchmarkSetting.Llama8bOnH100(new Scenario { Requests = 1, Rate = 1 });
        GeneratedWorkload workload = GeneratedWorkload.Create(
            "fleet", WorkloadCatalog.Find("chat"), ArrivalSpec.Poisson(RatePerReplica * Replicas), requests, seed: 1, plan.Inputs.MaxModelLen!.Value);
        return new BenchmarkScenario(
            "fleet",
            FormattableString.Invariant($"{requests:#,##0} chat requests, {Replicas:#,##0} replicas, least tokens"),
            rounds,
            BenchmarkSetting.Fleet(plan, workload, Replicas, RouterKind.LeastTokens));
    }
}
