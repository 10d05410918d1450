using InferenceSim.Scheduling;
using InferenceSim.Serving;

namespace InferenceSim.Tests.Serving;

/// <summary>Data-parallel ranks that begin prompts together, by hand: a step takes 100 ps and 1 ps for each token.</summary>
[TestFixture(EngineMode.Step)]
[TestFixture(EngineMode.Leap)]
[Parallelizable(ParallelScope.All)]
public sealed class RankBalanceTests(EngineMode mode)
{
    [Test]
    public void APromptWaitsUntilTheOtherRankHasOne()
    {
        // Step 1: prompts of 0 and 1, one on each rank: 120. 2 comes at 130, to rank 0, and would begin with step 3 at 222; it waits for 3, which
        // comes at 400 to rank 1. Steps of 102 end at 222, 324, 426; the fifth begins both: 426 + 100 + 2 + 20 = 548.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { RankBalance = new RankBalance(2, 50) },
            [A.Request(0, 10, 20), A.Request(1, 10, 20), A.Request(2, 10, 5, arrival: 130), A.Request(3, 10, 5, arrival: 400)], mode);

        Assert.That((s[2].FirstScheduled.Picoseconds, s[3].FirstScheduled.Picoseconds), Is.EqualTo((426, 426)));
        Assert.That((s[2].FirstToken.Picoseconds, s[3].FirstToken.Picoseconds), Is.EqualTo((548, 548)));
    }

    [Test]
    public void AfterTheLastStepOfItsPatienceItBeginsAlone()
    {
        // Prompts began with step 1, so alone 2 may begin with step 1 + 4, which is scheduled at 120 + 3 x 102.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { RankBalance = new RankBalance(2, 4) },
            [A.Request(0, 10, 20), A.Request(1, 10, 20), A.Request(2, 10, 5, arrival: 130)], mode);

        Assert.That(s[2].FirstScheduled.Picoseconds, Is.EqualTo(426));
    }

    [Test]
    public void NobodyWaitsWhileARankIsIdle()
    {
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine() with { RankBalance = new RankBalance(2, 50) }, [A.Request(0, 10, 20), A.Request(1, 10, 5, arrival: 130)], mode);

        Assert.That(s[1].FirstScheduled.Picoseconds, Is.EqualTo(211), "the step after the one that runs at 130: 110, 211");
    }

    [Test]
    public void ARankTakesNoMoreThanItsPartOfTheBudget()
    {
        // Six prompts of 10 on two ranks with 20 tokens each: two on each rank in step 1 (100 + 40), the third of each, which finds both ranks with
        // prompts again, in step 2.
        (_, Dictionary<int, FinishedSequence> s) = A.Run(
            A.Engine(tokenBudget: 40) with { RankBalance = new RankBalance(2, 50) }, [.. Enumerable.Range(0, 6).Select(i => A.Request(i, 10, 20))], mode);

        Assert.That(s.OrderBy(p => p.Key).Select(p => p.Value.FirstScheduled.Picoseconds), Is.EqualTo((long[])[0, 0, 0, 0, 140, 140]));
    }
}
