using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Workloads;
using NUnit.Framework;

namespace InferenceSim.Tests.Serving;

/// <summary>Prompts that wait for others, by hand: a step takes 100 ps and 1 ps for each token.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class BatchWaitTests(EngineMode mode)
{
    // 0's prompt of 10: 110. It decodes in steps of 101: 211, 312, 413, 514, 615.
    private static readonly Request s_first = A.Request(0, 10, 20);

    [Test]
    public void APromptWaitsForSoManySteps()
    {
        // 1 comes at 150, is there for the step at 211 and waits in it and in the two after it.
        Assert.That(Scheduled(new BatchWait(3, 1000), A.Request(1, 10, 5, arrival: 150)), Is.EqualTo(514));
        Assert.That(Scheduled(new BatchWait(1, 1000), A.Request(1, 10, 5, arrival: 150)), Is.EqualTo(312));
        Assert.That(Scheduled(null, A.Request(1, 10, 5, arrival: 150)), Is.EqualTo(211));
    }

    [Test]
    public void EnoughTokensEndTheWaitOfAll()
    {
        // 21 tokens: two prompts of 10 and the sequence that runs. 2 comes at 330 and is there for the step at 413.
        Request[] two = [A.Request(1, 10, 5, arrival: 150), A.Request(2, 10, 5, arrival: 330)];
        Assert.That(Scheduled(new BatchWait(50, 21), two), Is.EqualTo(413));
        Assert.That(Scheduled(new BatchWait(3, 22), two), Is.EqualTo(514));
        Assert.That(Scheduled(new BatchWait(50, 11), two), Is.EqualTo(211), "one prompt is enough");
    }

    [Test]
    public void TheCountBeginsAnewOnceSomebodyHasBegun()
    {
        // 1 begins at 514, after three steps. 2, here at 550, waits in the three steps from 625 on, of which two decode two sequences.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { BatchWait = new BatchWait(3, 1000) },
            [s_first, A.Request(1, 10, 20, arrival: 150), A.Request(2, 10, 5, arrival: 550)], mode);
        Assert.That((s[1].FirstScheduled.Picoseconds, s[2].FirstScheduled.Picoseconds), Is.EqualTo((514, 625 + (3 * 102))));
    }

    [Test]
    public void WithNobodyRunningNobodyWaits()
    {
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { BatchWait = new BatchWait(50, 1000) }, [A.Request(0, 10, 3), A.Request(1, 10, 3, arrival: 150)], mode);
        Assert.That(s[0].FirstScheduled.Picoseconds, Is.Zero);
        Assert.That(s[1].FirstScheduled, Is.EqualTo(s[0].Finish));
    }

    private long Scheduled(BatchWait? wait, params Request[] others)
    {
        (_, Dictionary<int, FinishedSequence> s) = A.Run(A.Engine() with { BatchWait = wait }, [s_first, .. others], mode);
        return s[1].FirstScheduled.Picoseconds;
    }
}
