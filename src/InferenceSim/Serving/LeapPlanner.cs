using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Serving;

/// <summary>Finds how many of an engine's next steps are alike, so that they can be leapt over. Changes nothing.</summary>
/// <param name="state">The engine.</param>
/// <param name="policy">Knows how long nobody comes or goes.</param>
/// <param name="predictor">Prices its steps.</param>
/// <param name="stages">When the batches under way end.</param>
/// <param name="underWay">Those batches.</param>
internal sealed class LeapPlanner(EngineState state, IBatchingPolicy policy, IStepTimePredictor predictor, StagePipeline stages, BatchesUnderWay underWay)
{
    private const long LongestLeap = 1 << 16; // sums of squares of steps, times sequences, stay within 64 bits

    /// <summary>The longest leap from here, if the next step is one of a run of equal ones.</summary>
    public bool TryPlan(out LeapPlan plan)
    {
        plan = default;
        if (!state.Leaps || underWay.Count != underWay.Depth - 1 || (underWay.Oldest is { } previous && !MayGoBefore(previous)))
        {
            return false;
        }

        long steps = Math.Min(policy.SteadySteps(), LongestLeap);
        if (steps == 0)
        {
            return false;
        }

        DecodeCohort cohort = state.Cohort;
        DecodeSegment segment = predictor.Decode(cohort.Count, cohort.ContextSum, cohort.Windowed.Sum);
        steps = cohort.Windowed.SteadySteps(cohort.Counter, steps);
        if (segment.UntilContextSum != long.MaxValue)
        {
            steps = Math.Min(steps, (segment.UntilContextSum - cohort.ContextSum + cohort.Count - 1) / cohort.Count);
        }

        long increment = (segment.PerContext.Picoseconds * cohort.Count) + (segment.PerWindowedContext.Picoseconds * cohort.Windowed.Growing);
        plan = new LeapPlan(new SteadyRun(segment.At(cohort.ContextSum, cohort.Windowed.Sum).Picoseconds, increment), segment, steps);
        return true;
    }

    /// <summary>
    /// Whether a leap may follow on a batch under way. Where blocks are pulled, what the scheduling of that batch asked for may be there at
    /// the same moment: the step after it is made by itself.
    /// </summary>
    private bool MayGoBefore(ScheduledBatch previous) => state.Loads.Pull is null ? previous.GoesOn : previous.IsSteady;

    /// <summary>How many steps of <paramref name="plan"/>, at least 1, are scheduled before <paramref name="limit"/>, the first of them <paramref name="now"/>.</summary>
    public long StepsScheduledBefore(SimTime limit, SimTime now, in LeapPlan plan)
    {
        if (underWay.Depth == 1)
        {
            return plan.Run.StepsBeginningWithin((limit - now).Picoseconds, plan.Steps);
        }

        // The first is scheduled now, each of the others when the one two before it has ended.
        return plan.Steps == 1 || stages.End >= limit ? 1 : 1 + plan.Run.StepsBeginningWithin((limit - stages.End).Picoseconds, plan.Steps - 1);
    }
}
