using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Serving.Capacity;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Prefill and decode on replicas of their own, by hand.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class DisaggregationTests
{
    private static readonly EngineOptions[] s_engines =
    [
        A.Engine(),
        A.Engine() with { AsyncScheduling = true },
        A.Engine(policy: BatchingPolicy.Sglang),
        A.Engine() with { ChunkedPrefill = false, ReserveOutput = true },
        A.Engine() with { ChunkedPrefill = false },
        A.Engine() with { PipelineStages = 2 },
    ];

    [Test]
    public void SeveralAtOnceAgreeWithOneReplicaWhereTransferIsFreeAndPhasesDoNotMeet([Range(0, 5)] int engine)
    {
        // In each wave up to eight prompts fit into one step, and the next wave comes when all have been answered: then no prompt is computed
        // while another answer is decoded, which is all that two replicas do otherwise than one.
        Request[] requests =
        [
            .. Enumerable.Range(0, 160).Select(i => A.Request(i, 1 + (i * 13 % 100), 1 + (i * 7 % 40), arrival: i / 8 * 1_000_000L)).Where(r => r.Index % 11 != 3),
        ];
        requests = [.. requests.Select((r, i) => r with { Index = i })];
        ReplicaGroup group = new() { Engine = s_engines[engine], Predictor = new LinearPredictor(500, 7, 3, 1) };
        (SimulationReport one, List<RequestOutcome> together) = Play(new DeploymentOptions { Groups = [group] }, requests);
        (SimulationReport two, List<RequestOutcome> apart) = Play(Apart(group), requests);
        Assert.That(
            apart.OrderBy(o => o.Request.Index).Select(o => (o.Request.Index, o.Ttft, o.E2e, o.Tpot, o.Queue)),
            Is.EqualTo(together.OrderBy(o => o.Request.Index).Select(o => (o.Request.Index, o.Ttft, o.E2e, o.Tpot, o.Queue))));
        Assert.That((two.Steps, two.BusyTime, two.ComputedTokens), Is.EqualTo((one.Steps, one.BusyTime, one.ComputedTokens)));
        Assert.That(one.MeanBatch, Is.GreaterThan(3));
    }

    [Test]
    public void SglangJoinsWhatItIsSentToTheRunningDecodes()
    {
        // The second comes while the first decodes: it takes part in the next step, which neither waits for it nor is a prefill of its own.
        ReplicaGroup group = new() { Engine = A.Engine(policy: BatchingPolicy.Sglang), Predictor = A.Predictor() };
        (SimulationReport report, List<RequestOutcome> outcomes) = Play(Apart(group), [A.Request(0, 10, 20), A.Request(1, 30, 5, arrival: 300)]);
        SimulationReport decode = report.Groups[1].Report;

        // 19 steps for the first; the four of the second are among them.
        Assert.That(decode.Steps, Is.EqualTo(19));
        Assert.That(decode.BusyTime.Picoseconds, Is.EqualTo((Int128)((19 * 100) + 19 + 4)));
        Assert.That(decode.PrefillTime.Picoseconds, Is.EqualTo((Int128)0));
        Assert.That(outcomes.Single(o => o.Request.Index == 0).E2e!.Value.Picoseconds, Is.EqualTo(110 + (19 * 101) + 4));
    }

    [TestCase(BatchingPolicy.Vllm)]
    [TestCase(BatchingPolicy.Sglang)]
    public void WhatTheDecodeReplicaHasCachedIsNotSent(BatchingPolicy policy)
    {
        // A byte a picosecond, 100 bytes a token; 40 of the 50 tokens are those of the first prompt: ten blocks of four.
        ReplicaGroup group = new() { Engine = A.Engine(prefixCaching: true, policy: policy), Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        PromptSegment shared = new(7, 40);
        (_, List<RequestOutcome> outcomes) = Play(
            Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100 } },
            [
                A.Request(0, 50, 2, content: [shared, new(1, 10)]),
                A.Request(1, 50, 2, arrival: 1_000_000, content: [shared, new(2, 10)]),
                A.Request(2, 50, 2, arrival: 2_000_000, content: [new(9, 40), new(3, 10)]),
            ]);

        Assert.That(outcomes.Select(o => o.E2e!.Value.Picoseconds), Is.EqualTo((long[])[150 + 5_000 + 101, 110 + 1_000 + 101, 150 + 5_000 + 101]));
    }

    [TestCase(100, ExpectedResult = 2L + 1)]
    [TestCase(16, ExpectedResult = 2L + 15)]
    public long WhatIsEvictedWhileTheRestIsOnItsWayIsComputedWhereItArrives(int blocks)
    {
        // The third request's first 20 tokens are cached on both sides, so that two are computed and sent; but before them the second arrives,
        // whose 14 blocks leave two of the cached five where there are 16. Of its 23 tokens the decode replica then lacks 15, not one.
        EngineOptions engine = A.Engine(prefixCaching: true);
        ReplicaGroup group = new() { Engine = engine, Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        DeploymentOptions options = new()
        {
            Groups =
            [
                group with { Name = "prefill", Role = GroupRole.Prefill, Replicas = 2 },
                group with { Name = "decode", Role = GroupRole.Decode, Engine = engine with { Blocks = blocks } },
            ],
            KvTransfer = new KvTransferOptions { BytesPerToken = 100 },
        };
        (_, List<RequestOutcome> outcomes) = Play(
            options,
            [
                A.Request(0, 20, 2, content: [new(7, 20)]),
                A.Request(1, 44, 10, arrival: 1_000_000, content: [new(8, 44)]),
                A.Request(2, 22, 2, arrival: 1_000_100, content: [new(7, 20), new(9, 2)]),
            ]);
        return outcomes.Single(o => o.Request.Index == 2).Sequence!.Value.ComputedTokens;
    }

    [Test]
    public void APrefillGroupTellsWhenItsFirstTokensCame()
    {
        ReplicaGroup group = new() { Engine = A.Engine(maxSequences: 1), Predictor = A.Predictor() };
        (SimulationReport report, _) = Play(Apart(group), [A.Request(0, 10, 3), A.Request(1, 20, 3), A.Request(2, 30, 1)]);
        SimulationReport prefill = report.Groups[0].Report, decode = report.Groups[1].Report;

        // One after the other: 110, 230 and 360 ps; the third is answered here.
        Assert.That(prefill.Ttft.MaxMs, Is.EqualTo(360e-9).Within(1e-12));
        Assert.That(prefill.Ttft.MeanMs, Is.EqualTo((110 + 230 + 360) / 3 * 1e-9).Within(1e-9));
        Assert.That(prefill.Queue.MaxMs, Is.EqualTo(230e-9).Within(1e-12));
        Assert.That((prefill.Completed, decode.Completed), Is.EqualTo((1, 2)));
        Assert.That(report.Ttft.MeanMs, Is.EqualTo(prefill.Ttft.MeanMs));
        Assert.That(prefill.Itl.Count, Is.Zero);
    }

    [TestCase(1_000, ExpectedResult = (double)(1 + ((1_000 - 2) / 4.0) + 0.5))]
    [TestCase(2, ExpectedResult = 1.0)]
    public double TheFirstStepThereHasNoDraftsAndTheOthersVerifyAllOfThem(int outputs)
    {
        // All three drafts are always right: 4 tokens a step, after the prompt's and one without drafts. The last step is cut short.
        ReplicaGroup group = new()
        {
            Engine = A.Engine(maxModelLength: 2_000) with { Speculation = new Speculation(DraftMethod.Eagle, 3, new PositionalAcceptance(1, [1, 1, 1])) },
            Predictor = A.Predictor(),
        };
        (SimulationReport report, List<RequestOutcome> outcomes) = Play(Apart(group), [A.Request(0, 10, outputs)]);
        Assert.That(outcomes[0].Sequence!.Value.OutputTokens, Is.EqualTo(outputs));
        Assert.That(report.Groups[0].Report.Verifications, Is.Zero);
        return report.Groups[1].Report.Steps;
    }

    [TestCase(50, 110, 1, 110, TestName = "TheClientLeavesWhileItsPromptIsComputed")]
    [TestCase(500, 500, 1, 1_110, TestName = "TheClientLeavesWhileItsKvIsSent")]
    [TestCase(1_300, 1_312, 3, 1_110, TestName = "TheClientLeavesWhileItsAnswerIsDecoded")]
    public void WhoeverLeavesIsCountedOnceAndHoldsWhatIsBeingSentOfHis(int patience, long finish, int outputs, long blocksFree)
    {
        // Prompt until 110, 1,000 bytes until 1,110, then a token every 101 ps: 1,211, 1,312. A second prompt needs all blocks of the prefill replica.
        ReplicaGroup group = new() { Engine = A.Engine(blocks: 5), Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        (SimulationReport report, List<RequestOutcome> outcomes) = Play(
            Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100 } },
            [A.Request(0, 10, 10) with { Patience = new SimDuration(patience) }, A.Request(1, 18, 1, arrival: 1)]);
        FinishedSequence first = outcomes.Single(o => o.Request.Index == 0).Sequence!.Value;
        FinishedSequence second = outcomes.Single(o => o.Request.Index == 1).Sequence!.Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((first.IsCancelled, first.Finish.Picoseconds, first.OutputTokens), Is.EqualTo((true, finish, outputs)));
            Assert.That((report.Cancelled, report.Completed, report.CancelledOutputTokens), Is.EqualTo((1, 1, (long)outputs)));
            Assert.That(second.FirstScheduled.Picoseconds, Is.EqualTo(blocksFree), "once nothing is sent from the blocks of the first");
            Assert.That(report.Groups[1].Report.BusyTime.Picoseconds, Is.EqualTo((Int128)(outputs > 1 ? 202 : 0)));
        }
    }

    [TestCase(false, 4_110 + 101, 4_110 + 101)]
    [TestCase(true, 1_514 + 3_000 + 101, 4_110 + 101)]
    public void ADecodeReplicaThatPullsAsksWhenItHasBlocks(bool pulls, long first, long second)
    {
        // The first answer (prompt until 110, on the link until 1,110, 4 tokens of 101 ps, until 1,514) takes 3 blocks of the decode replica, at the end
        // 4. The prompt of the second is done at 240 and needs 8, for 3,000 ps on the link: behind the first, until 4,110; with 10 blocks it is not
        // asked for before the first has ended.
        long EndOfSecond(int blocks)
        {
            ReplicaGroup group = new() { Engine = A.Engine(), Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
            DeploymentOptions options = Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100, PullsIntoReservedBlocks = pulls } };
            options = options with { Groups = [options.Groups[0], options.Groups[1] with { Engine = A.Engine(blocks: blocks) }] };
            (_, List<RequestOutcome> outcomes) = Play(options, [A.Request(0, 10, 5), A.Request(1, 30, 2, arrival: 1)]);
            return outcomes.Single(o => o.Request.Index == 1).Sequence!.Value.Finish.Picoseconds;
        }

        Assert.That((EndOfSecond(10), EndOfSecond(12)), Is.EqualTo((first, second)));
    }

    [TestCase(false, 1_900, 1_900, 1)]
    [TestCase(false, 2_300, 2_312, 3)]
    [TestCase(true, 2_300, 2_413, 4)]
    public void WhoeverComesASecondTimeToAReplicaLeavesItOnce(bool asynchronous, int patience, long finish, int outputs)
    {
        // The prompt is done at 110 and its 1,000 bytes are on the link until 1,110 when the prefill replica fails at 500, so the decode replica gives
        // the request back. Computed again from 600 to 710, it is there again at 2,110, behind what was under way, and then has a token every 101 ps.
        // The client leaves while it is sent, or in the second step, with which the answer ends, or with the next if that is scheduled already.
        ReplicaGroup group = new() { Engine = A.Engine() with { AsyncScheduling = asynchronous }, Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        DeploymentOptions options = Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100, PullsIntoReservedBlocks = true } };
        FailureOptions failure = new() { Outages = [new Outage(0, new SimDuration(500), new SimDuration(100))], Retries = 1 };
        options = options with { Groups = [options.Groups[0] with { Failures = failure }, options.Groups[1]] };
        (SimulationReport report, List<RequestOutcome> outcomes) = Play(options, [A.Request(0, 10, 50) with { Patience = new SimDuration(patience) }]);
        Assert.That(
            outcomes.Select(o => (o.IsCancelled, o.Sequence!.Value.Finish.Picoseconds, o.Sequence!.Value.OutputTokens)),
            Is.EqualTo(((bool, long, int)[])[(true, finish, outputs)]));
        Assert.That((report.Retried, report.Cancelled, report.Completed), Is.EqualTo((1L, 1, 0)));
    }

    [Test]
    public void ADecodeReplicaStaysUntilWhatItFetchesForOneWhoLeftIsThere()
    {
        // Asked for at 110, the 1,000 bytes are there at 1,110. The client leaves at 600, when no decode replica is wanted for
        // anybody else: it goes at the first look after that, at 1,200.
        ReplicaGroup group = new() { Engine = A.Engine(), Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        DeploymentOptions options = Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100, PullsIntoReservedBlocks = true } };
        ScalingOptions scaling = new()
        {
            MinReplicas = 0,
            MaxReplicas = 1,
            Interval = new SimDuration(100),
            CoolDown = SimDuration.Zero,
            Schedule = [(SimDuration.Zero, 1), (new SimDuration(500), 0)],
        };
        options = options with { Groups = [options.Groups[0], options.Groups[1] with { Scaling = scaling }] };
        Request[] requests = [A.Request(0, 10, 10) with { Patience = new SimDuration(600) }, A.Request(1, 10, 1, arrival: 1_300)];
        (SimulationReport report, List<RequestOutcome> outcomes) = Play(options, requests);
        Assert.That(outcomes.Select(o => (o.Request.Index, o.Sequence!.Value.Finish.Picoseconds)), Is.EqualTo(((int, long)[])[(0, 600), (1, 1_410)]));
        Assert.That(report.Groups[1].Report.ReplicaTime, Is.EqualTo((Int128)1_200));
    }

    [TestCase(4, TestName = "NothingComesFromAPrefillReplicaThatFailedBeforeItWasToldThatTheClientHadLeft")]
    [TestCase(10, TestName = "WhatIsFetchedFromAPrefillReplicaThatFailedIsNotWaitedForWhenTheClientHasLeft")]
    public void WhoeverLeavesWhileThePrefillReplicaFailsHoldsNothing(int prompt)
    {
        // The first decodes from 1,110 on, a token every 101 ps. The client of the second leaves at 1,450, which is seen at 1,514; at 1,480 its prefill
        // replica fails, from which its KV would have come at 1,510, or at 2,110 if the prompt is longer.
        ReplicaGroup group = new() { Engine = A.Engine(), Predictor = A.Predictor(), KvLinkBytesPerSecond = 1e12 };
        DeploymentOptions options = Apart(group) with { KvTransfer = new KvTransferOptions { BytesPerToken = 100, PullsIntoReservedBlocks = true } };
        FailureOptions failure = new() { Outages = [new Outage(0, new SimDuration(1_480), new SimDuration(100))], Retries = 1 };
        options = options with { Groups = [options.Groups[0] with { Failures = failure }, options.Groups[1]] };
        using Deployment deployment = new(options, EngineMode.Leap);
        Request[] requests = [A.Request(0, 10, 50), A.Request(1, prompt, 50, arrival: 900) with { Patience = new SimDuration(550) }];
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(new ListSource(requests), deployment, new RunOptions { OnRequest = outcomes.Add });
        Assert.That(
            outcomes.Select(o => (o.Request.Index, o.IsCancelled, o.Sequence!.Value.OutputTokens, o.Sequence!.Value.Finish.Picoseconds)),
            Is.EqualTo(((int, bool, int, long)[])[(1, true, 1, 1_514), (0, false, 50, 1_110 + (49 * 101))]));
        Assert.That(report.Retried, Is.Zero);
        Assert.That(deployment.Replicas.All.Select(r => (r.State.Loads.AreUnderWay, r.State.Cache.Pool.Used)), Is.All.EqualTo((false, 0)));
    }

    private static DeploymentOptions Apart(ReplicaGroup group) => new()
    {
        Groups = [group with { Name = "prefill", Role = GroupRole.Prefill }, group with { Name = "decode", Role = GroupRole.Decode }],
    };

    private static (SimulationReport Report, List<RequestOutcome> Outcomes) Play(DeploymentOptions options, Request[] requests)
    {
        List<RequestOutcome> outcomes = [];
        SimulationReport report = SimulationRun.Execute(
            new ListSource(requests), new Deployment(options, EngineMode.Leap), new RunOptions { OnRequest = outcomes.Add });
        Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
        return (report, outcomes);
    }
}
