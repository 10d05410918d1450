using CsCheck;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>Laws of fleets, on random ones.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class DeploymentTests
{
    [Test]
    public void LeapingFleetsGiveTheSameIntegersAsStepping() => Gen.ULong.Sample(
        seed =>
        {
            RandomFleet fleet = new(seed);
            (SimulationReport stepped, List<RequestOutcome> stepOutcomes) = fleet.Run(EngineMode.Step);
            (SimulationReport leapt, List<RequestOutcome> leapOutcomes) = fleet.Run(EngineMode.Leap);
            return WithoutGroups(stepped) == WithoutGroups(leapt)
                && stepped.Groups.SequenceEqual(leapt.Groups)
                && stepOutcomes.SequenceEqual(leapOutcomes);
        },
        iter: 1_500,
        print: seed => $"RandomFleet seed {seed}: {new RandomFleet(seed).Options}");

    [Test]
    public void NothingIsLostBetweenReplicas() => Gen.ULong.Sample(
        seed =>
        {
            RandomFleet fleet = new(seed);
            (SimulationReport report, List<RequestOutcome> outcomes) = fleet.Run(EngineMode.Leap);
            SimTime[] ends = [.. outcomes.Where(o => o.Sequence is not null).Select(o => o.Sequence!.Value.Finish)];
            long outputs = outcomes.Sum(o => (long)(o.Sequence?.OutputTokens ?? 0));
            return outcomes.Count == fleet.Requests
                && outcomes.Select(o => o.Request.Index).Distinct().Count() == fleet.Requests
                && report.Stop == StopReason.Finished
                && report.Completed + report.Rejected + report.Lost + report.Cancelled == report.Arrived
                && outcomes.Count(o => o.IsLost) == report.Lost
                && report.Arrived == fleet.Requests
                && outputs + report.DiscardedOutputTokens == report.OutputTokens
                && report.RequestTime == report.ResidenceTime
                && ends.SequenceEqual(ends.Order())
                && (report.Groups.Count == 0 || GroupsAddUp(report));
        },
        iter: 1_500,
        print: seed => $"RandomFleet seed {seed}: {new RandomFleet(seed).Options}");

    [Test]
    public void AFleetOfWhichOneIsUsedIsThatOne() => Gen.ULong.Sample(
        seed =>
        {
            // All requests belong to session 0, so that session affinity sends them all to the same of three equal replicas.
            RandomScenario scenario = new(seed);
            (SimulationReport alone, List<RequestOutcome> aloneOutcomes, _) = scenario.Run(EngineMode.Leap);
            RandomFleet fleet = new(seed, scenario)
            {
                Options = new DeploymentOptions
                {
                    Groups = [new ReplicaGroup { Engine = scenario.Options, Predictor = scenario.Predictor, Replicas = 3 }],
                    Router = RouterKind.SessionAffinity,
                },
            };
            (SimulationReport report, List<RequestOutcome> outcomes) = fleet.Run(EngineMode.Leap);
            return alone.Stop == StopReason.NoProgress
                || (aloneOutcomes.OrderBy(o => o.Request.Index).SequenceEqual(outcomes.OrderBy(o => o.Request.Index))
                    && alone == report with { ReplicaTime = alone.ReplicaTime, MeanReplicas = 1, TotalBlocks = alone.TotalBlocks, MeanBlocks = alone.MeanBlocks });
        },
        iter: 1_000,
        print: seed => $"RandomScenario seed {seed}: {new RandomScenario(seed).Options}");

    [Test]
    public void RoundRobinTakesTurnsAndLeastRequestsEvensOut()
    {
        int[] lengths = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 400 : 4)];
        (long roundRobin, long[] turns) = Play(RouterKind.RoundRobin, lengths);
        (long least, long[] even) = Play(RouterKind.LeastRequests, lengths);

        // Every other request is long: of two replicas in turn one gets all the long ones.
        Assert.That(turns, Is.EqualTo((long[])[20 * 400, 20 * 4]));
        Assert.That(even.Max(), Is.LessThan(turns.Max() * 0.75));
        Assert.That(least, Is.LessThan(roundRobin), "mean end-to-end latency");
    }

    private static (long MeanE2e, long[] OutputTokens) Play(RouterKind router, int[] outputTokens)
    {
        ReplicaGroup one = new() { Name = "a", Engine = A.Engine(maxSequences: 2), Predictor = A.Predictor() };
        Deployment deployment = new(new DeploymentOptions { Groups = [one, one with { Name = "b" }], Router = router }, EngineMode.Leap);
        SimulationReport report = SimulationRun.Execute(
            new ListSource([.. outputTokens.Select((output, i) => A.Request(i, 10, output, arrival: i * 10_000))]), deployment, new RunOptions());
        return ((long)(report.E2e.MeanMs!.Value * 1e9), [.. report.Groups.Select(g => g.Report.OutputTokens)]);
    }

    private static bool GroupsAddUp(SimulationReport report) =>
        report.Groups.Sum(g => g.Report.Completed) == report.Completed
        && report.Groups.Sum(g => g.Report.OutputTokens) == report.OutputTokens
        && report.Groups.Aggregate((Int128)0, (sum, g) => sum + g.Report.Flops) == report.Flops
        && report.Groups.Aggregate((Int128)0, (sum, g) => sum + g.Report.ReplicaTime) == report.ReplicaTime
        && report.Groups.Sum(g => g.Report.Itl.Count) == report.Itl.Count;

    private static SimulationReport WithoutGroups(SimulationReport report) => report with { Groups = [] };
}
