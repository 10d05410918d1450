using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Tests.Serving;

/// <summary>Clients that give up, and answers that end before their limit, by hand: a step takes 100 ps and 1 ps for each token.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class CancellationTests(EngineMode mode)
{
    [Test]
    public void ARunningAnswerEndsAtTheNextStepAndItsTokensArePaidByNobody()
    {
        // Step 0: prefill of 10, 110 ps. Then 101 ps a token: 211, 312, 413. The client leaves at 250, in the third step, which is still computed.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(A.Engine(), [Impatient(A.Request(0, 10, 50), 250)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].IsCancelled);
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(312));
            Assert.That((report.Cancelled, report.CancelledOutputTokens, report.Completed), Is.EqualTo((1, 3, 0)));
            Assert.That(report.OutputTokens, Is.EqualTo(3));
            Assert.That(report.E2e.Count, Is.Zero);
            Assert.That(report.RequestTime, Is.EqualTo(report.ResidenceTime), "Little's law");
        }
    }

    [Test]
    public void OneThatWaitsNeverRunsAndAnotherTakesItsPlace()
    {
        // 0 runs alone, 10 tokens: 110 + 9 * 101 = 1019. 1 would be next but leaves at 500; so 2 starts at 1019.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(maxSequences: 1), [A.Request(0, 10, 10), Impatient(A.Request(1, 10, 10), 500), A.Request(2, 10, 1)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[1].IsCancelled && s[1].OutputTokens == 0 && s[1].ComputedTokens == 0);
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(514), "at the end of the step in which it left: 110 + 4 * 101");
            Assert.That(s[2].FirstScheduled.Picoseconds, Is.EqualTo(1019));
            Assert.That(report.Queue.Count, Is.EqualTo(2), "latencies are of those that were served");
        }
    }

    [Test]
    public void WithATokenUnderWayItEndsWithIt()
    {
        // Asynchronous: when batch 0 (0 to 110) ends, batch 1 (110 to 211) runs and batch 2 is scheduled, to run until 312. The client left at 50, so at 110
        // it is known, batch 1 is its last, and nothing more is scheduled.
        EngineOptions options = A.Engine() with { AsyncScheduling = true };
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(options, [Impatient(A.Request(0, 10, 50), 50)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].IsCancelled);
            Assert.That(s[0].OutputTokens, Is.EqualTo(2));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(211));
            Assert.That(report.Steps, Is.EqualTo(2));
        }
    }

    [Test]
    public void PatienceThatSufficesChangesNothing()
    {
        (SimulationReport patient, _) = A.Run(A.Engine(), [A.Request(0, 10, 10)], mode);
        (SimulationReport report, _) = A.Run(A.Engine(), [Impatient(A.Request(0, 10, 10), 1019)], mode);
        Assert.That(report, Is.EqualTo(patient));
    }

    [Test]
    public void AReservationGoesByWhatMayBeSaid()
    {
        // Twelve blocks of 4. Each says 4 tokens after a prompt of 8 but may say 16: 23 computed tokens at most, 6 blocks, are kept free for it, so two run at
        // once; three would fit by what they say.
        EngineOptions reserving = A.Engine(blocks: 12) with { ReserveOutput = true };
        Request[] requests = [.. Enumerable.Range(0, 3).Select(i => A.Request(i, 8, 4) with { MaxTokens = 16 })];
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(reserving, requests, mode);
        (_, Dictionary<int, FinishedSequence> exact) = A.Run(reserving, [.. requests.Select(r => r with { MaxTokens = 0 })], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[2].FirstScheduled, Is.EqualTo(s[0].Finish));
            Assert.That(exact[2].FirstScheduled.Picoseconds, Is.Zero);
            Assert.That(report.OutputTokens, Is.EqualTo(12));
        }
    }

    private static Request Impatient(Request request, long picoseconds) => request with { Patience = new SimDuration(picoseconds) };
}
