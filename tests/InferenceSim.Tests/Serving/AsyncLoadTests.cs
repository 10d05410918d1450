using InferenceSim.KvCache.Tiers;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>
/// Requests that wait for a tier outside the batches, by hand. Blocks of 4 tokens, 20 in the pool; a step takes 100 ps and 1 ps for each token,
/// a block 1,000 ps on the way from the tier and a load 50 ps beside. Requests 0 and 1 leave two texts of 12 tokens in the tier, of each of which
/// two blocks are fetched: the last token of a prompt is always computed.
/// </summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class AsyncLoadTests(EngineMode mode)
{
    private const long Load = 2_050;

    [Test]
    public void OthersDecodeOnWhileItLoads()
    {
        // The decoder's prompt ends at 20,104, its tokens follow every 101 ps. The other comes at 20,500, is seen at 20,508 and has loaded at
        // 22,558; the step that begins next, at 22,629, computes its last four tokens in 105 ps.
        Request[] requests = [A.Request(3, 4, 50, arrival: 20_000), Text(4, 1, 20_500)];
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play(requests);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[3].Finish.Picoseconds, Is.EqualTo(20_104 + (49 * 101) + 4), "nobody waited but for the four tokens");
            Assert.That(s[4].FirstScheduled.Picoseconds, Is.EqualTo(22_629));
            Assert.That(s[4].FirstToken.Picoseconds, Is.EqualTo(20_508 + Load + 71 + 105));
            Assert.That(s[4].CachedTokens, Is.EqualTo(8));
            Assert.That((report.LoadingTime.Picoseconds, report.StallTime.Picoseconds), Is.EqualTo(((Int128)Load, (Int128)0)), "all of it overlapped");
        }

        // A batch that waits keeps the decoder waiting too.
        (SimulationReport blocking, Dictionary<int, FinishedSequence> b) = Play(requests, KvLoadMode.Blocking);
        Assert.That(b[3].Finish.Picoseconds, Is.EqualTo(s[3].Finish.Picoseconds + Load));
        Assert.That(b[4].FirstToken.Picoseconds, Is.EqualTo(20_508 + Load + 105));
        Assert.That(blocking.StallTime.Picoseconds, Is.EqualTo((Int128)Load));
    }

    [Test]
    public void AloneItWaitsAsLongAsABatchWould()
    {
        Request[] requests = [Text(3, 1, 20_000)];
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play(requests);
        (_, Dictionary<int, FinishedSequence> blocking) = Play(requests, KvLoadMode.Blocking);
        Assert.That(s[3].FirstToken.Picoseconds, Is.EqualTo(20_000 + Load + 104));
        Assert.That(s[3].FirstToken, Is.EqualTo(blocking[3].FirstToken));
        Assert.That((report.LoadingTime.Picoseconds, report.StallTime.Picoseconds), Is.EqualTo(((Int128)Load, (Int128)Load)));
    }

    [Test]
    public void WhoeverComesMeanwhileIsServedAtOnce()
    {
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play([Text(3, 1, 20_000), A.Request(4, 4, 1, arrival: 20_700)]);
        Assert.That(s[4].FirstToken.Picoseconds, Is.EqualTo(20_700 + 104));
        Assert.That(s[3].FirstToken.Picoseconds, Is.EqualTo(20_000 + Load + 104));
        Assert.That(report.StallTime.Picoseconds, Is.EqualTo((Int128)(Load - 104)));
    }

    [Test]
    public void LoadsOfSeveralQueueOnTheLink()
    {
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play([Text(3, 1, 20_000), Text(4, 2, 20_001)]);
        Assert.That(s[3].FirstToken.Picoseconds, Is.EqualTo(20_000 + Load + 104));
        Assert.That(s[4].FirstToken.Picoseconds, Is.EqualTo(20_000 + 2_000 + Load + 104), "behind the two blocks of the other; latencies pass beside them");
        Assert.That(report.LoadingTime.Picoseconds, Is.EqualTo((Int128)(2_000 + Load)));
    }

    [Test]
    public void WhatIsOnItsWayIsNotSentTwice()
    {
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play([Text(3, 1, 20_000), Text(4, 1, 20_001)]);
        Assert.That(report.HostTier!.Counts.ReadBlocks, Is.EqualTo(2));
        Assert.That(s[4].CachedTokens, Is.EqualTo(8));
        Assert.That(s[4].FirstToken, Is.EqualTo(s[3].FirstToken), "both go on in the step after the one load");
    }

    [Test]
    public void OneWhoseClientLeavesHoldsItsBlocksUntilNobodyWritesToThem()
    {
        // The client leaves at 20,600. The next, which needs all 20 blocks, gets them when the load has ended.
        Request impatient = Text(3, 1, 20_000) with { Patience = new SimDuration(600) };
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Play([impatient, A.Request(4, 80, 1, arrival: 20_700)]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[3].IsCancelled);
            Assert.That(s[3].Finish.Picoseconds, Is.EqualTo(20_600));
            Assert.That(s[3].ComputedTokens, Is.Zero);
            Assert.That(s[4].FirstScheduled.Picoseconds, Is.EqualTo(20_000 + Load));
            Assert.That(report.Cancelled, Is.EqualTo(1));
            Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
        }
    }

    [Test]
    public void WhatIsLoadedCountsAsInUse()
    {
        // Alone: two blocks for the length of the load, then three for the step of 104 ps.
        (SimulationReport with, _) = Play([Text(3, 1, 20_000)]);
        (SimulationReport without, _) = Play([]);
        Assert.That(with.BlockTime - without.BlockTime, Is.EqualTo((Int128)((2 * Load) + (3 * 104))));
    }

    private (SimulationReport Report, Dictionary<int, FinishedSequence> Sequences) Play(Request[] requests, KvLoadMode load = KvLoadMode.Async)
    {
        EngineOptions options = A.Engine(blocks: 20, prefixCaching: true) with
        {
            KvTiers = [new KvTierOptions(KvTierKind.Host, 100, 1, 1_000, new SimDuration(50))],
            KvFetch = KvFetchPolicy.Always,
            KvLoad = load,
        };
        return A.Run(options, [Text(0, 1, 0), Text(1, 2, 1_000), A.Request(2, 80, 1, arrival: 2_000), .. requests], mode);
    }

    private static Request Text(int index, int text, long arrival) =>
        A.Request(index, 12, 1, arrival, content: [new PromptSegment(TokenStreams.Shared(text), 12)]);
}
