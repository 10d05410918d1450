using InferenceSim.Scheduling;
using InferenceSim.Serving;

namespace InferenceSim.Tests.Serving;

/// <summary>Pipeline stages by hand: a batch takes 100 ps and 1 ps for each token, an equal part of it at each stage.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class PipelineTests(EngineMode mode)
{
    [Test]
    public void ALoneRequestKeepsEachStageBusyInItsShareOfTheTimeOnly()
    {
        // Prefill of 12 tokens: 112 ps, 56 at each of 2 stages; then three decodes of 101 ps, 50 at each. 112 + 3 * 100 = 412.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(TwoStages(), [A.Request(0, 12, 4)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].FirstToken.Picoseconds, Is.EqualTo(112));
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(412));
            Assert.That(report.BusyTime.Picoseconds, Is.EqualTo((Int128)206), "half of the time");
        }
    }

    [Test]
    public void TwoRequestsInTurnKeepTwoStagesBusy()
    {
        // The budget takes one prompt of 10 a step, 110 ps, 55 a stage: 0 leaves at 110, 1 at 165. From then on each decodes alone, 50 a stage:
        // 0 enters at 110, stands before the second stage until the prefill ahead has left it at 165, and leaves at 215; 1 enters at 165 and
        // leaves at 265; and so on every 100: 0 ends at 115 + 9 * 100, 1 at 165 + 9 * 100.
        (SimulationReport report, Dictionary<int, FinishedSequence> s) = A.Run(
            TwoStages() with { TokenBudget = 10 }, [A.Request(0, 10, 10), A.Request(1, 10, 10)], mode);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s[0].Finish.Picoseconds, Is.EqualTo(1015));
            Assert.That(s[1].Finish.Picoseconds, Is.EqualTo(1065));
            Assert.That(report.BusyFraction, Is.EqualTo((110 + (18 * 50)) / 1065.0).Within(1e-12));
            Assert.That(report.Steps, Is.EqualTo(20));
        }
    }

    private static EngineOptions TwoStages() => A.Engine() with { PipelineStages = 2 };
}
