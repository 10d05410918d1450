using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>The batching policies by hand: a step takes 100 ps and 1 ps for each token.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class BatchingPolicyTests(EngineMode mode)
{
    [Test]
    public void ContinuousBatchingMixesPrefillWithDecodes()
    {
        // Step 0: prefill of 0 (10 tokens), 110 ps. Request 1 has arrived at 50. Step 1: decode of 0 and prefill of 1 (20): 121 ps, so 0's second
        // token comes at 231, together with 1's first. Step 2: both decode, 102 ps: 333, where 0 ends and 1 ends.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(), [A.Request(0, 10, 3), A.Request(1, 20, 2, arrival: 50)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].FirstToken.Picoseconds, Is.EqualTo(110));
            Assert.That(s[1].FirstToken.Picoseconds, Is.EqualTo(231));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(333));
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(333));
            Assert.That(report.Steps, Is.EqualTo(3));

            // The mixed step of 121 ps: prefill alone would be 120, decode alone 101; 121 * 120 / 221 = 65 after rounding down.
            Assert.That(report.PrefillTime.Picoseconds, Is.EqualTo((Int128)(110 + 65)));
            Assert.That(report.DecodeTime.Picoseconds, Is.EqualTo((Int128)(56 + 102)));
        }
    }

    [Test]
    public void PrefillFirstLetsDecodesWait()
    {
        // Step 0: prefill of 0, 110. Step 1: prefill of 1 alone, 120: 230. Step 2: both decode, 102: 332. Step 3: 0 decodes, 101: 433.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(policy: BatchingPolicy.PrefillFirst), [A.Request(0, 10, 3), A.Request(1, 20, 2, arrival: 50)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[1].FirstToken.Picoseconds, Is.EqualTo(230));
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(332));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(433));
            Assert.That(report.Itl.MaxMs, Is.EqualTo(222e-9).Within(1e-15), "the second token of 0 waits for the prefill of 1");
            Assert.That(report.Itl.Count, Is.EqualTo(3));
        }
    }

    [Test]
    public void StaticBatchingDecodesToTheLongestAndPricesFinishedSlots()
    {
        // Step 0: prefill of 0 and 1 together, 130. Request 2 arrives at 10 and waits. Three decode steps of two slots each, 102: the second slot has
        // nothing to say after the first of them. 130 + 3 * 102 = 436. Only then is 2 taken: 105, 541.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(policy: BatchingPolicy.Static, maxSequences: 2),
            [A.Request(0, 10, 4), A.Request(1, 20, 2), A.Request(2, 5, 1, arrival: 10)],
            mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(232));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(436));
            Assert.That(s[2].Finish.Picoseconds, Is.EqualTo(541));
            Assert.That(report.OutputTokens, Is.EqualTo(7));
            Assert.That(report.ScheduledSequences, Is.EqualTo(2 + (3 * 2) + 1));
        }
    }

    [Test]
    public void ChunkedPrefillSplitsAPromptByTheTokenBudget()
    {
        // 25 tokens by a budget of 10: 110 + 110 + 105.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(A.Engine(tokenBudget: 10), [A.Request(0, 25, 1)], mode);
        Assert.That(s[0].FirstToken.Picoseconds, Is.EqualTo(325));
        Assert.That(report.Steps, Is.EqualTo(3));
    }

    [Test]
    public void PreemptsTheLastAdmittedSequenceWhenBlocksRunOut()
    {
        // 5 blocks of 4: each prompt of 8 takes 2; at context 8 both want a third, there is one: 1 gives up its two, waits for 0 and starts again
        // with 9 known tokens.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(blocks: 5), [A.Request(0, 8, 5), A.Request(1, 8, 5)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Preemptions, Is.EqualTo(1));
            Assert.That(s[0].Preemptions, Is.Zero);
            Assert.That(s[1].Preemptions, Is.EqualTo(1));
            Assert.That(s[1].ComputedTokens, Is.EqualTo(12 + 8), "the prompt twice, four later tokens once");
            Assert.That(report.PeakBlocks, Is.EqualTo(4), "the victim goes before its rival grows");
        }
    }

    [Test]
    public void SglangPrefillsInChunksWhileDecodesWait()
    {
        // Budget 10. Step 0: 0's prompt of 10, 110. Step 1: 1's first chunk of 10, 110: 220. Step 2: its other 5, 105: 325. Step 3: both decode, 102: 427.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(policy: BatchingPolicy.Sglang, tokenBudget: 10), [A.Request(0, 10, 2), A.Request(1, 15, 2, arrival: 50)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].FirstToken.Picoseconds, Is.EqualTo(110));
            Assert.That(s[1].FirstToken.Picoseconds, Is.EqualTo(325));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(427));
        }
    }

    [Test]
    public void SglangLooksForArrivalsOnlySoOftenWhileItDecodes()
    {
        // 0's prompt of 10: 110. Then decodes of 101 each, and a look before every fourth: 1, here at 150, is seen after four of them, at 514.
        EngineOptions engine = A.Engine(policy: BatchingPolicy.Sglang, tokenBudget: 10) with { ReceiveIntervalSteps = 4 };
        Request[] requests = [A.Request(0, 10, 20), A.Request(1, 10, 2, arrival: 150), A.Request(2, 10, 2, arrival: 600)];
        (_, Dictionary<int, FinishedSequence> s) = A.Run(engine, requests, mode);
        (_, Dictionary<int, FinishedSequence> always) = A.Run(engine with { ReceiveIntervalSteps = 1 }, requests, mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[1].FirstScheduled.Picoseconds, Is.EqualTo(514));
            Assert.That(s[2].FirstScheduled.Picoseconds, Is.EqualTo(624), "after a step with prompts it looks at once");
            Assert.That(always[1].FirstScheduled.Picoseconds, Is.EqualTo(211));
        }
    }

    [Test]
    public void SglangRetractsWhoHasSaidLeast()
    {
        // 20 blocks of 4. In the end 0 needs 12 and 1 needs 10. When 1 arrives 0 holds 3, and 0.7 of its other 9 are expected: 10 + 6.3 fit beside 3,
        // so 1 is let in on that bet. It is lost when both want a 21st block: 1, which has said less, is taken back.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(policy: BatchingPolicy.Sglang, blocks: 20), [A.Request(0, 8, 41), A.Request(1, 4, 37, arrival: 250)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Preemptions, Is.EqualTo(1));
            Assert.That(s[1].Preemptions, Is.EqualTo(1));
            Assert.That(s[0].Preemptions, Is.Zero);
            Assert.That(s[1].FirstScheduled, Is.LessThan(s[0].Finish), "admitted on a bet");
        }
    }

    [Test]
    public void ReservingWholeOutputsAdmitsLaterAndNeverPreempts()
    {
        // 5 blocks of 4: each request needs 3 in the end, so the second waits for the first, and nobody is preempted (compare the test above it).
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(blocks: 5) with { ReserveOutput = true }, [A.Request(0, 8, 5), A.Request(1, 8, 5)], mode);
        Assert.That(report.Preemptions, Is.Zero);
        Assert.That(s[1].FirstScheduled, Is.EqualTo(s[0].Finish));
    }

    [Test]
    public void WithoutChunksAPromptWaitsForAStepThatTakesItWhole()
    {
        // Budget 20, prompts of 15: the second is not cut to the 5 that are left. Step 0: 115; step 1: a decode and 15: 116.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(tokenBudget: 20) with { ChunkedPrefill = false }, [A.Request(0, 15, 3), A.Request(1, 15, 1)], mode);
        Assert.That(s[1].FirstScheduled.Picoseconds, Is.EqualTo(115));
        Assert.That(s[1].FirstToken.Picoseconds, Is.EqualTo(115 + 116));
    }

    [Test]
    public void AnOverlappedEngineSeesAnArrivalABatchLater()
    {
        // Batch 0 (10 tokens, 110) is scheduled at 0, batch 1 (a decode, 101) at 0 as well, batch 2 when batch 0 ends. A request that arrives at 50 is
        // scheduled at 110 into batch 2, which runs from 211: one decode and 10 tokens, 111.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { AsyncScheduling = true }, [A.Request(0, 10, 9), A.Request(1, 10, 1, arrival: 50)], mode);
        Assert.That(s[1].FirstScheduled.Picoseconds, Is.EqualTo(110));
        Assert.That(s[1].FirstToken.Picoseconds, Is.EqualTo(211 + 111));
    }

    [Test]
    public void RejectsWhatCanNeverRunWithTheArithmetic()
    {
        (SimulationReport report, _) = A.Run(A.Engine(blocks: 5), [A.Request(0, 30, 5), A.Request(1, 1000, 1), A.Request(2, 4, 1)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Rejected, Is.EqualTo(2));
            Assert.That(report.Completed, Is.EqualTo(1));
            Assert.That(report.FirstRejection, Does.Contain("request 0").And.Contain("need 9 KV blocks of 4 tokens, the pool has 5"));
        }
    }

    [Test]
    public void EndsAtTheContextLimit()
    {
        (_, Dictionary<int, FinishedSequence> s) = A.Run(A.Engine(maxModelLength: 12), [A.Request(0, 10, 50)], mode);
        Assert.That(s[0].OutputTokens, Is.EqualTo(2));
    }

    [Test]
    public void ArrivalsAtTheSchedulingMomentAreSeen()
    {
        // Step 0 ends at 110; a request that arrives at 110 is in step 1, one that arrives at 111 is not.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(), [A.Request(0, 10, 9), A.Request(1, 10, 1, arrival: 110), A.Request(2, 10, 1, arrival: 111)], mode);
        Assert.That(s[1].FirstScheduled.Picoseconds, Is.EqualTo(110));
        Assert.That(s[2].FirstScheduled.Picoseconds, Is.EqualTo(110 + 111));
    }

    [Test]
    public void StopsAtTheLimitOfSimulatedTime()
    {
        (SimulationReport report, _) = A.Run(
            A.Engine(), [A.Request(0, 10, 500)], mode, new RunOptions { MaxSimulatedTime = new SimDuration(1000) });
        Assert.That(report.Stop, Is.EqualTo(StopReason.SimulatedTimeLimit));
        Assert.That(report.StopDetail, Does.Contain("1 requests running"));
    }

    [Test]
    public void MeasuresOnlyTheWindow()
    {
        // Requests of 110 ps each, one at a time, every 200 ps; measured from 1,000 for 1,000: arrivals at 1,000 ... 1,800.
        Request[] requests = [.. Enumerable.Range(0, 20).Select(i => A.Request(i, 10, 1, arrival: i * 200))];
        (SimulationReport report, _) = A.Run(
            A.Engine(), requests, mode,
            new RunOptions { Warmup = new SimDuration(1000), Window = new SimDuration(1000) });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Duration.Picoseconds, Is.EqualTo(1000));
            Assert.That(report.Completed, Is.EqualTo(5));
            Assert.That(report.BusyTime.Picoseconds, Is.EqualTo((Int128)550));
            Assert.That(report.Ttft.Count, Is.EqualTo(5));
        }
    }
}
