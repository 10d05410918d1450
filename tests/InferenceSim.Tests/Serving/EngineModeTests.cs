using CsCheck;
using InferenceSim.Scheduling;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Tests.Serving;

/// <summary>The leaping engine against the engine that walks every sequence in every step: the same integers, on random scenarios.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class EngineModeTests
{
    [Test]
    public void LeapingGivesTheSameIntegersAsStepping()
    {
        Gen.ULong.Sample(
            seed =>
            {
                RandomScenario scenario = new(seed);
                (SimulationReport stepped, List<RequestOutcome> stepOutcomes, _) = scenario.Run(EngineMode.Step);
                (SimulationReport leapt, List<RequestOutcome> leapOutcomes, _) = scenario.Run(EngineMode.Leap);
                return stepped == leapt && stepOutcomes.SequenceEqual(leapOutcomes);
            },
            iter: Iterations(5_000),
            print: seed => $"RandomScenario seed {seed}: {Describe(seed)}");
    }

    [Test]
    public void NothingIsLostOrCountedTwice()
    {
        int livelocks = 0;
        Gen.ULong.Sample(
            seed =>
            {
                RandomScenario scenario = new(seed);
                foreach (EngineMode mode in (EngineMode[])[EngineMode.Step, EngineMode.Leap])
                {
                    (SimulationReport report, List<RequestOutcome> outcomes, Replica replica) = scenario.Run(mode);
                    if (report.Stop == StopReason.Finished)
                    {
                        CheckConservation(scenario, report, outcomes, replica);
                    }
                    else
                    {
                        // Without the whole-sequence gate prompts can preempt each other for ever, in vLLM too.
                        Require(report.Stop == StopReason.NoProgress && !scenario.Options.ReserveFullSequence, "only a known livelock stops a run");
                        Interlocked.Increment(ref livelocks);
                    }
                }
            },
            iter: Iterations(2_000),
            print: seed => $"RandomScenario seed {seed}: {Describe(seed)}");
        Assert.That(livelocks, Is.LessThan(Iterations(2_000) / 50));
    }

    /// <summary>A long hunt is asked for by INFERENCESIM_TEST_FACTOR=100.</summary>
    private static int Iterations(int usual) =>
        usual * int.Parse(Environment.GetEnvironmentVariable("INFERENCESIM_TEST_FACTOR") ?? "1", System.Globalization.CultureInfo.InvariantCulture);

    private static void CheckConservation(RandomScenario scenario, SimulationReport report, List<RequestOutcome> outcomes, Replica replica)
    {
        Require(outcomes.Select(o => o.Request.Index).Distinct().Count() == scenario.Requests && outcomes.Count == scenario.Requests, "every request ends once");
        Require(
            report.Completed + report.Rejected + report.Cancelled == report.Arrived && report.Arrived == scenario.Requests,
            "arrived = completed + rejected + cancelled");
        Require(report.RequestTime == report.ResidenceTime, "Little's law");
        replica.State.Loads.Land(SimTime.Never); // what was on its way when its client gave up, and the others had ended
        Require(replica.State.Cache.Pool.Used == 0 && replica.State.Swap.Used == 0, "no block leaked");
        replica.State.Cache.Pool.CheckIntegrity();

        bool reserves = scenario.Options is { Policy: BatchingPolicy.Vllm, ReserveOutput: true } or { Policy: BatchingPolicy.Static };
        Require(!reserves || report.Preemptions == 0, "who reserves whole outputs never preempts");
        long outputs = 0;
        foreach (RequestOutcome outcome in outcomes)
        {
            if (outcome.Sequence is not { } s)
            {
                Require(outcome.Rejection is not null, "a rejection has a reason");
                continue;
            }

            int wanted = Math.Min(outcome.Request.OutputTokens, scenario.Options.MaxModelLength - outcome.Request.PromptTokens);
            outputs += s.OutputTokens;
            if (s.IsCancelled)
            {
                Require(s.OutputTokens < wanted, "who has all tokens was not cancelled");
                Require(s.Finish >= s.Request.Arrival + s.Request.Patience, "nobody gives up before his time");
                continue;
            }

            Require(s.OutputTokens == wanted, "all tokens asked for");
            bool keepsAll = scenario.Options is { Swap.Blocks: >= 10_000, PrefixCaching: false };
            Require(!keepsAll || s.RecomputedTokens == 0, "what is swapped is not computed again");
            Require(
                s.Preemptions > 0 || s.ComputedTokens + s.CachedTokensAll - s.RejectedDrafts == outcome.Request.PromptTokens + wanted - 1,
                "computed + cached = prompt + output - 1 + rejected drafts");
            Require(outcome.Request.Arrival <= s.FirstScheduled && s.FirstScheduled < s.FirstToken && s.FirstToken <= s.Finish, "time goes forward");
        }

        Require(
            report.KvTiers.All(t => t.ResidentBlocks == t.Counts.WrittenBlocks - t.Counts.DroppedBlocks && t.ResidentBlocks <= t.CapacityBlocks),
            "what was written to a tier is there or was dropped");
        Require(report.StallTime.Picoseconds <= report.LoadingTime.Picoseconds, "nobody waits for a tier that sends nothing");
        Require(outputs == report.OutputTokens, "tokens add up");
        Require(outcomes.Sum(o => o.Sequence?.RejectedDrafts ?? 0) == report.RejectedDraftTokens, "drafts are accepted or rejected");
        Require(report.Itl.Count == outputs - outcomes.Count(o => o.Sequence?.OutputTokens > 0), "one gap for each token after the first");
        Require(
            report.CancelledOutputTokens == outcomes.Sum(o => o.IsCancelled ? o.Sequence!.Value.OutputTokens : 0), "cancelled tokens add up");
    }

    private static void Require(bool condition, string law)
    {
        if (!condition)
        {
            throw new InvalidOperationException(law);
        }
    }

    private static string Describe(ulong seed)
    {
        RandomScenario scenario = new(seed);
        (SimulationReport s, List<RequestOutcome> so, _) = scenario.Run(EngineMode.Step);
        (SimulationReport l, List<RequestOutcome> lo, _) = scenario.Run(EngineMode.Leap);
        int first = Enumerable.Range(0, Math.Min(so.Count, lo.Count)).FirstOrDefault(i => so[i] != lo[i], -1);
        string outcome = first < 0 ? "outcomes equal" : $"outcome {first}:\n step {so[first]}\n leap {lo[first]}";
        return $"{scenario.Options}\n step {s}\n leap {l}\n{outcome}";
    }
}
