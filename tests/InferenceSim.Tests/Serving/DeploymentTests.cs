using CsCheck;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Laws of fleets, on random ones.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class DeploymentTests
{
    [Test]
    public void LeapingFleetsGiveTheSameIntegersAsStepping([Values] bool fetches) => Gen.ULong.Sample(
        seed =>
        {
            RandomFleet fleet = new(seed, new RandomScenario(seed), fetches);
            (SimulationReport stepped, List<RequestOutcome> stepOutcomes) = fleet.Run(EngineMode.Step);
            (SimulationReport leapt, List<RequestOutcome> leapOutcomes) = fleet.Run(EngineMode.Leap);

            // A fleet in which one replica has come to a halt is stopped while others are in the middle of their work, in leap mode between leaps.
            bool halted = DraftsBesideReservedBlocks(fleet.Options) && stepped.Stop == StopReason.NoProgress && leapt.Stop == StopReason.NoProgress;
            return stepOutcomes.SequenceEqual(leapOutcomes)
                && (halted || (WithoutGroups(stepped) == WithoutGroups(leapt) && stepped.Groups.SequenceEqual(leapt.Groups)));
        },
        iter: 1_500,
        print: seed => Print(seed, fetches));

    [Test]
    public void NothingIsLostBetweenReplicas([Values] bool fetches) => Gen.ULong.Sample(
        seed =>
        {
            RandomFleet fleet = new(seed, new RandomScenario(seed), fetches);
            (SimulationReport report, List<RequestOutcome> outcomes) = fleet.Run(EngineMode.Leap);
            string? broken = BrokenLaw(fleet, report, outcomes);
            return broken is null ? true : throw new InvalidOperationException(broken);
        },
        iter: 1_500,
        print: seed => Print(seed, fetches));

    // The last to end at the one decode replica gives up while his KV is on its way; another waits in the central queue.
    [TestCase(16064908707UL)]
    public void ThePlaceOfWhoGivesUpOnTheWayIsTaken(ulong seed)
    {
        RandomFleet fleet = new(seed, new RandomScenario(seed), fetches: true);
        (SimulationReport report, List<RequestOutcome> outcomes) = fleet.Run(EngineMode.Leap);
        Assert.That(BrokenLaw(fleet, report, outcomes), Is.Null);
    }

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
    public void WorkGrowsWithTheRequestsAndNotWithTheReplicas()
    {
        // The same load for each replica: what happens for a request does not depend on how many others there are.
        double few = WakingsPerRequest(10);
        double many = WakingsPerRequest(300);
        Console.WriteLine($"{few:0.00} wakings a request over 10 replicas, {many:0.00} over 300");
        Assert.That(many, Is.LessThan(few * 1.2));
        Assert.That(many, Is.LessThan(8));
    }

    private static string Print(ulong seed, bool fetches) =>
        $"RandomFleet seed {seed}{(fetches ? " that fetches" : "")}: {new RandomFleet(seed, new RandomScenario(seed), fetches).Options}";

    private static double WakingsPerRequest(int replicas)
    {
        const int perReplica = 40;
        ReplicaGroup group = new() { Engine = A.Engine(maxSequences: 16), Predictor = A.Predictor(), Replicas = replicas };
        Deployment deployment = new(new DeploymentOptions { Groups = [group], Router = RouterKind.LeastTokens }, EngineMode.Leap);
        Request[] requests = [.. Enumerable.Range(0, replicas * perReplica).Select(i => A.Request(i, 50 + (i * 7919 % 100), 20 + (i * 104_729 % 80), arrival: i * 2_500L / replicas))];
        SimulationReport report = SimulationRun.Execute(new ListSource(requests), deployment, new RunOptions());
        Assert.That(report.Completed, Is.EqualTo(requests.Length));
        return deployment.Replicas.Wakings / (double)requests.Length;
    }

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

    [Test]
    public void DisaggregatedAndColocatedAgreeWhereTransferIsFreeAndNobodyIsInTheWay([Values] bool asynchronous, [Values(0, 2)] int window)
    {
        // One request at a time: the steps of its prompt at one replica and of its answer at the other are those of a single replica.
        ReplicaGroup group = new()
        {
            Engine = A.Engine(tokenBudget: 64, prefixCaching: window == 0) with { AsyncScheduling = asynchronous },
            Predictor = new LinearPredictor(500, 7, 3, 1),
        };
        Request[] requests = [.. Enumerable.Range(0, 50).Select(i => A.Request(i, 1 + (i * 13 % 200), 1 + (i * 7 % 40), arrival: i * 1_000_000L))];
        List<RequestOutcome> together = Play(new DeploymentOptions { Groups = [group] }, requests);
        List<RequestOutcome> apart = Play(
            new DeploymentOptions
            {
                Groups = [group with { Name = "prefill", Role = GroupRole.Prefill }, group with { Name = "decode", Role = GroupRole.Decode }],
                KvTransfer = new KvTransferOptions { BytesPerToken = 100 },
            },
            requests);
        Assert.That(
            apart.Select(o => (o.Request.Index, o.Ttft, o.E2e, o.Tpot, o.Queue)), Is.EqualTo(together.Select(o => (o.Request.Index, o.Ttft, o.E2e, o.Tpot, o.Queue))));
    }

    [TestCase(false, 1_000)]
    [TestCase(true, 2_000)]
    public void ATransferTakesItsLatencyAndItsBytesAndTheLinkServesOneAtATimeOrBoth(bool shares, long first)
    {
        ReplicaGroup group = new()
        {
            Engine = A.Engine(),
            Predictor = A.Predictor(),
            KvLinkBytesPerSecond = 1e12, // a byte a picosecond
        };
        DeploymentOptions options = new()
        {
            Groups = [group with { Name = "prefill", Role = GroupRole.Prefill }, group with { Name = "decode", Role = GroupRole.Decode }],
            KvTransfer = new KvTransferOptions { BytesPerToken = 100, Latency = new SimDuration(50), SharesLinks = shares },
        };
        List<RequestOutcome> outcomes = Play(options, [A.Request(0, 10, 2), A.Request(1, 20, 2)]);

        // Both prompts in one step of 100 + 30 ps; 1,000 bytes, then or meanwhile 2,000 bytes; 50 ps of latency; a step of 101 ps.
        Assert.That(outcomes.Select(o => o.E2e!.Value.Picoseconds), Is.EqualTo((long[])[130 + first + 50 + 101, 130 + 3_000 + 50 + 101]));
        Assert.That(outcomes.Select(o => o.Ttft!.Value.Picoseconds), Is.EqualTo((long[])[130, 130]));
    }

    private static List<RequestOutcome> Play(DeploymentOptions options, Request[] requests)
    {
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(
            new ListSource(requests), new Deployment(options, EngineMode.Leap), new RunOptions { OnRequest = outcomes.Add });
        Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
        return outcomes;
    }

    private static (long MeanE2e, long[] OutputTokens) Play(RouterKind router, int[] outputTokens)
    {
        ReplicaGroup one = new() { Name = "a", Engine = A.Engine(maxSequences: 2), Predictor = A.Predictor() };
        Deployment deployment = new(new DeploymentOptions { Groups = [one, one with { Name = "b" }], Router = router }, EngineMode.Leap);
        SimulationReport report = SimulationRun.Execute(
            new ListSource([.. outputTokens.Select((output, i) => A.Request(i, 10, output, arrival: i * 10_000))]), deployment, new RunOptions());
        return ((long)(report.E2e.MeanMs!.Value * 1e9), [.. report.Groups.Select(g => g.Report.OutputTokens)]);
    }

    private static string? BrokenLaw(RandomFleet fleet, SimulationReport report, List<RequestOutcome> outcomes)
    {
        if (report.Stop == StopReason.NoProgress && DraftsBesideReservedBlocks(fleet.Options))
        {
            return null;
        }

        SimTime[] ends = [.. outcomes.Where(o => o.Sequence is not null).Select(o => o.Sequence!.Value.Finish)];
        long outputs = outcomes.Sum(o => (long)(o.Sequence?.OutputTokens ?? 0));
        (string Law, bool Holds)[] laws =
        [
            ("every request ends once", outcomes.Count == fleet.Requests && outcomes.Select(o => o.Request.Index).Distinct().Count() == fleet.Requests),
            ("a fleet that preempts nobody for ever comes to an end", report.Stop == StopReason.Finished),
            ("arrived = completed + rejected + lost + cancelled", report.Completed + report.Rejected + report.Lost + report.Cancelled == report.Arrived),
            ("all arrive", report.Arrived == fleet.Requests),
            ("those lost are counted", outcomes.Count(o => o.IsLost) == report.Lost),
            ("tokens are given to somebody or discarded", outputs + report.DiscardedOutputTokens == report.OutputTokens),
            ("Little's law", report.RequestTime == report.ResidenceTime),
            ("ends are told in order", ends.SequenceEqual(ends.Order())),
            ("whoever stays gets all tokens", outcomes.All(o => o.Sequence is not { IsCancelled: false } q || Wanted(o.Request, fleet) is not (>= 0 and int wanted) || q.OutputTokens == wanted)),
            ("time goes forward", outcomes.All(o => o.Sequence is not { IsCancelled: false } q || (o.Request.Arrival <= q.FirstScheduled && q.FirstScheduled < q.FirstToken && q.FirstToken <= q.Finish))),
            ("groups add up", report.Groups.Count == 0 || GroupsAddUp(report)),
            ("no block leaks", fleet.Played!.Replicas.All.All(HoldsNothing)),
        ];
        return laws.FirstOrDefault(l => !l.Holds).Law;
    }

    /// <summary>
    /// Whether sequences may wait for each other for ever, in vLLM too: what a decode replica reserves for those that it fetches does not count the
    /// blocks that their drafts look ahead into, so that all of them may hold their prompts and none find its first step's.
    /// </summary>
    private static bool DraftsBesideReservedBlocks(DeploymentOptions options) =>
        options.KvTransfer.PullsIntoReservedBlocks && options.Groups.Any(g => g is { Role: GroupRole.Decode, Engine.Speculation: not null });

    /// <summary>Whether it holds no block but what is still being sent for somebody who gave up.</summary>
    private static bool HoldsNothing(Replica replica)
    {
        replica.State.Loads.Land(SimTime.Never);
        replica.State.Cache.Pool.CheckIntegrity();
        return replica.State.Cache.Pool.Used == 0 || replica.State.Handovers.HoldBlocks;
    }

    private static bool GroupsAddUp(SimulationReport report) =>
        report.Groups.Sum(g => g.Report.Completed) == report.Completed
        && report.Groups.Sum(g => g.Report.OutputTokens) == report.OutputTokens
        && report.Groups.Aggregate((Int128)0, (sum, g) => sum + g.Report.Flops) == report.Flops
        && report.Groups.Aggregate((Int128)0, (sum, g) => sum + g.Report.ReplicaTime) == report.ReplicaTime
        && report.Groups.Sum(g => g.Report.Itl.Count) == report.Itl.Count;

    /// <summary>The tokens a request gets; groups of unlike context limits may cut them differently.</summary>
    private static int Wanted(in Request request, RandomFleet fleet)
    {
        int limit = fleet.Options.Groups.Max(g => g.Engine.MaxModelLength);
        return fleet.Options.Groups.All(g => g.Engine.MaxModelLength == limit) ? Math.Min(request.OutputTokens, limit - request.PromptTokens) : -1;
    }

    private static SimulationReport WithoutGroups(SimulationReport report) => report with { Groups = [] };
}
