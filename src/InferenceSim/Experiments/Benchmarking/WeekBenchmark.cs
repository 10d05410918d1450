using InferenceSim.Serving;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Experiments.Benchmarking;

/// <summary>
/// S5: chat requests whose rate follows the measured shape of a week (<c>weekly</c>, of ServeGen), 72.8 a second on average, for 64 replicas of
/// llama-3.1-8b on h100-sxm behind a round-robin router, with the settings that <c>infersim run</c> would use. 44 million requests are the
/// whole week.
/// </summary>
internal static class WeekBenchmark
{
    /// <summary>Requests of the whole week.</summary>
    public const int WholeWeek = 44_000_000;

    private const int Replicas = 64;
    private const double SecondsOfWeek = 7 * 86_400;

    public static BenchmarkScenario Create(int requests, int rounds)
    {
        ScenarioPlan plan = BenchmarkSetting.Llama8bOnH100(new Scenario { Requests = 1, Rate = 1 });
        ArrivalSpec arrivals = ArrivalSpec.Poisson(WholeWeek / SecondsOfWeek) with { Profile = RateNotation.Parse("weekly") };
        GeneratedWorkload workload = GeneratedWorkload.Create("week", WorkloadCatalog.Find("chat"), arrivals, requests, seed: 1, plan.Inputs.MaxModelLen!.Value);
        return new BenchmarkScenario(
            "s5",
            FormattableString.Invariant($"{requests:#,##0} chat requests of a week of {WholeWeek / 1_000_000} million, {Replicas} replicas"),
            rounds,
            BenchmarkSetting.Fleet(plan, workload, Replicas, RouterKind.RoundRobin));
    }
}
