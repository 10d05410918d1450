using CsCheck;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>A remote store of the KV cache that the replicas of a fleet share.</summary>
public sealed class SharedTierTests
{
    [Test]
    public void LeapingGivesTheSameIntegersAsSteppingWithASharedStore() => Gen.ULong.Sample(
        seed =>
        {
            RandomScenario scenario = new(seed);
            DeploymentOptions fleet = Fleet(scenario.Options with { KvTiers = [Remote(200)], KvFetch = KvFetchPolicy.Always, PrefixCaching = true }, scenario.Predictor, 3);
            (SimulationReport Report, List<RequestOutcome> Outcomes) Run(EngineMode mode)
            {
                List<RequestOutcome> outcomes = [];
                SimulationReport report = SimulationRun.Execute(
                    scenario.Start(), new Deployment(fleet, mode), new RunOptions { OnRequest = outcomes.Add, MaxSimulatedTime = new SimDuration(1_000_000_000_000) });
                return (report, outcomes);
            }

            (SimulationReport stepped, List<RequestOutcome> stepOutcomes) = Run(EngineMode.Step);
            (SimulationReport leapt, List<RequestOutcome> leapOutcomes) = Run(EngineMode.Leap);
            return stepped == leapt && stepOutcomes.SequenceEqual(leapOutcomes);
        },
        iter: 500,
        print: seed => $"RandomScenario seed {seed}");

    [Test]
    public void WhatOneReplicaComputedAnotherFetches()
    {
        // Replicas take turns. The text of request 0 lies on the first; request 2 pushes it into the store; request 3, on the second, fetches it.
        PromptSegment[] text = [new PromptSegment(TokenStreams.Shared(1), 12)];
        Request[] requests =
        [
            A.Request(0, 12, 1, content: text),
            A.Request(1, 4, 1, arrival: 10_000),
            A.Request(2, 16, 1, arrival: 20_000),
            A.Request(3, 12, 1, arrival: 30_000, content: text),
        ];
        EngineOptions options = A.Engine(blocks: 4, blockSize: 4, prefixCaching: true) with { KvTiers = [Remote(10)], KvFetch = KvFetchPolicy.Always };
        Dictionary<int, FinishedSequence> sequences = [];
        SimulationReport report = SimulationRun.Execute(
            new ListSource(requests),
            new Deployment(Fleet(options, A.Predictor(), 2), EngineMode.Leap),
            new RunOptions { OnRequest = o => sequences.Add(o.Request.Index, o.Sequence!.Value) });
        Assert.That(sequences[3].CachedTokens, Is.EqualTo(8));
        Assert.That(report.RemoteTier!.Counts, Is.EqualTo(new KvTierCounts(2, 3, 0)));
        Assert.That(report.RemoteTier!.ResidentBlocks, Is.EqualTo(3));
    }

    [Test]
    public void WhatReplicasNoteTakesEffectWhenTheyMeet()
    {
        SharedStore store = new(2);
        IBlockStore a = store.NewView();
        IBlockStore b = store.NewView();
        a.Add(1);
        b.Add(2);
        Assert.That((a.Contains(1), b.Contains(2), a.OwnBlocks), Is.EqualTo((false, false, 0)));
        store.Settle();
        Assert.That((b.Contains(1), a.Contains(2), a.OwnBlocks, b.OwnBlocks), Is.EqualTo((true, true, 0, 2)));
        b.Touch(1);
        a.Add(3);
        store.Settle(); // in the order of the replicas: 3 pushes out 1, whose touch then brings it back for 2
        Assert.That((a.Contains(1), a.Contains(2), a.Contains(3)), Is.EqualTo((true, false, true)));
    }

    private static KvTierOptions Remote(int blocks) => new(KvTierKind.Remote, blocks, 1, 100, new SimDuration(30));

    private static DeploymentOptions Fleet(EngineOptions options, InferenceSim.Timing.IStepTimePredictor predictor, int replicas) => new()
    {
        Groups = [new ReplicaGroup { Engine = options, Predictor = predictor, Replicas = replicas }],
    };
}
