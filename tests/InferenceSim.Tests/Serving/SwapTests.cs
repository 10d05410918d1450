using InferenceSim.Scheduling;
using InferenceSim.Serving;

namespace InferenceSim.Tests.Serving;

/// <summary>Preemption by swap, by hand: a step takes 100 ps and 1 ps for each token, a block of 4 tokens 10 ps to host memory or back.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class SwapTests(EngineMode mode)
{
    [Test]
    public void ASwappedSequenceGoesOnWhereItWas()
    {
        // Five blocks. Step 0: both prompts of 7, 114 ps; two blocks each, one is free. Step 1, 102: both decode at 7, filling their blocks: 216. Step 2: 0 takes the
        // fifth block at 8; 1 finds none and is moved out with its 8 tokens, 2 blocks, 20 ps; 0 decodes alone: 121, 337. 0 has its 3 tokens
        // by then and leaves. Step 3: 1 is brought back, 20 ps, and decodes: 121, 458, its third token. Step 4: 101, 559, its fourth.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Run(new HostSwap(10, 10, 1000));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(337));
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(559));
            Assert.That(s[1].Preemptions, Is.EqualTo(1));
            Assert.That(s[1].ComputedTokens, Is.EqualTo(7 + 3), "nothing is computed again");
            Assert.That(report.SwappedBytes, Is.EqualTo((Int128)4_000));
            Assert.That(report.SwapTime.Picoseconds, Is.EqualTo((Int128)40));
            Assert.That(report.RecomputedTokens, Is.Zero);
            Assert.That(report.BusyTime.Picoseconds, Is.EqualTo((Int128)559));
        }
    }

    [Test]
    public void WithoutRoomInHostMemoryItIsComputedAgain([Values] bool swaps)
    {
        // As above up to step 2, without the 20 ps: 317. Step 3: 1 computes its 9 known tokens again: 109, 426. Step 4: 101, 527.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = Run(swaps ? new HostSwap(1, 10, 1000) : null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(527));
            Assert.That(s[1].ComputedTokens, Is.EqualTo(7 + 1 + 9 + 1));
            Assert.That(report.RecomputedTokens, Is.EqualTo(8));
            Assert.That(report.SwappedBytes, Is.EqualTo((Int128)0));
        }
    }

    private (SimulationReport Report, Dictionary<int, FinishedSequence> Sequences) Run(HostSwap? swap) => A.Run(
        A.Engine(blocks: 5) with { Swap = swap }, [A.Request(0, 7, 3), A.Request(1, 7, 4)], mode);
}
