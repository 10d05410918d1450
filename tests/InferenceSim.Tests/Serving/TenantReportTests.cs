using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Tenants;

namespace InferenceSim.Tests.Serving;

public sealed class TenantReportTests
{
    [TestCase(EngineMode.Leap)]
    [TestCase(EngineMode.Step)]
    public void TenantsAddUpToTheWholeAndEachIsJudgedByItsOwnSlo(EngineMode mode)
    {
        SimDuration tight = SimDuration.FromSeconds(0.08);
        SimDuration loose = SimDuration.FromSeconds(1);
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(
            new TenantMix("mix", [Traffic("a", 1), Traffic("b", 2)], 600),
            new EngineOptions { MaxSequences = 8, TokenBudget = 256, Blocks = 400, BlockSize = 16, MaxModelLength = 2048 },
            new LinearPredictor(10_000_000_000, 100_000_000, 0, 0),
            new RunOptions
            {
                Mode = mode,
                Tenants = [new TenantTerms("a", SloTtft: tight, PriceClass: "premium"), new TenantTerms("b", SloTtft: loose)],
                OnRequest = outcomes.Add,
            });

        Assert.That(report.Tenants.Select(t => t.Terms.Name), Is.EqualTo(["a", "b"]));
        Assert.That(report.Tenants.Sum(t => t.Completed), Is.EqualTo(report.Completed).And.EqualTo(600));
        Assert.That(report.Tenants.Sum(t => t.PromptTokens), Is.EqualTo(report.PromptTokens));
        Assert.That(report.Tenants.Sum(t => t.CachedPromptTokens), Is.EqualTo(report.CachedPromptTokens));
        Assert.That(report.Tenants.Sum(t => t.OutputTokens), Is.EqualTo(report.OutputTokens));
        long[] within = [.. Enumerable.Range(0, 2).Select(t => outcomes.LongCount(o => o.Request.Tenant == t && o.Ttft <= (t == 0 ? tight : loose)))];
        Assert.That(report.Tenants.Select(t => t.CompletedWithinSlo), Is.EqualTo(within.Select(w => (long?)w)));
        Assert.That(report.CompletedWithinSlo, Is.EqualTo(within.Sum()));
        Assert.That(within[0], Is.InRange(1, report.Tenants[0].Completed - 1), "the tight limit divides them");
        Assert.That(report.Tenants[0].Ttft.MaxMs, Is.EqualTo(outcomes.Where(o => o.Request.Tenant == 0).Max(o => o.Ttft!.Value.Milliseconds)));
    }

    private static TenantTraffic Traffic(string name, ulong seed) =>
        new(name, count => Workloads.A.Workload(arrivals: ArrivalSpec.Poisson(6), requests: count!.Value, seed: seed, maxModelLength: 2048));
}
