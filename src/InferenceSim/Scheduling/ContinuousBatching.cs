using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// vLLM V1's scheduler, synchronous (with a pipeline too) or asynchronous, at commit 017e9f44 (2026-08-17): there is no prefill phase and no
/// decode phase; every step hands out the token budget to the running sequences in order of admission, preempting the latest where blocks run
/// out, and then admits from the head of the queue (<see cref="ContinuousAdmission"/>). Checked against recordings of the real scheduler. With
/// whole prompts it is TensorRT-LLM's fused in-flight batching, which also gives running sequences their token before it admits.
/// </summary>
internal sealed class ContinuousBatching(EngineState state) : IBatchingPolicy
{
    private readonly EngineOptions _options = state.Options;
    private readonly BlockAllocator _cache = state.Cache;
    private readonly ContinuousAdmission _admission = new(state);

    /// <inheritdoc/>
    public void Schedule(SimTime now)
    {
        int budget = _options.TokenBudget;
        state.Loads.Land(now);
        if (!TryScheduleRunningTogether(ref budget))
        {
            state.DissolveCohort();
            ScheduleRunning(ref budget);
        }

        // One preemption blocks every admission of the step, even if the victim freed more than was needed.
        if (state.Batch.Preempted.Count == 0)
        {
            _admission.Admit(now, budget);
        }

        state.Batch.Seal(state.Sequences);
    }

    /// <inheritdoc/>
    public long SteadySteps()
    {
        DecodeCohort cohort = state.Cohort;
        if (cohort.Count == 0 || cohort.Count < state.Running.Count || cohort.Count > _options.TokenBudget)
        {
            return 0;
        }

        return _admission.StepsWithNobody(cohort.StepsWithin(_cache.Pool.Free, cohort.StepsToFirstFinish));
    }

    /// <summary>The common step in O(1): the cohort decodes, the one sequence still in its prefill takes what is left. Gives up where blocks or order make it matter who comes first.</summary>
    private bool TryScheduleRunningTogether(ref int budget)
    {
        DecodeCohort cohort = state.Cohort;
        int others = state.Running.Count - cohort.Count - state.Outputs.Draining;
        if (!state.Leaps || others > 1 || cohort.Count > budget)
        {
            return false;
        }

        long blocks = cohort.BlocksTakenNext;
        int tokens = 0;
        int lastSlot = -1;
        if (others == 1)
        {
            lastSlot = LastNotDraining();
            ref Sequence last = ref state.Sequences[lastSlot];
            if (last.InCohort || last.IsDecoding || _options.LongPrefillThreshold > 0)
            {
                return false;
            }

            tokens = Math.Min(last.Known - (int)last.Computed, budget - cohort.Count);
            blocks += _cache.BlocksFor((int)last.Computed + tokens) - last.Table.Count;
        }

        if (blocks > _cache.Pool.Free)
        {
            return false;
        }

        if (cohort.Count > 0)
        {
            cohort.GrowBlocks(cohort.BlocksOf(1));
            state.Batch.AddCohort(cohort);
        }

        if (tokens > 0)
        {
            state.ScheduleRunning(lastSlot, tokens);
        }

        budget -= cohort.Count + tokens;
        return true;
    }

    private int LastNotDraining()
    {
        int slot = state.Running.Last;
        while (IsDraining(state.Sequences[slot]))
        {
            slot = state.Sequences[slot].PreviousRunning;
        }

        return slot;
    }

    /// <summary>Whether the last token of a running sequence is under way, so that it is passed over.</summary>
    private static bool IsDraining(in Sequence sequence) => !sequence.InCohort && sequence.Known == sequence.Target;

    private void ScheduleRunning(ref int budget)
    {
        for (int slot = state.Running.First; slot >= 0 && budget > 0;)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            int tokens = TokensWanted(sequence, budget);
            if (tokens > 0)
            {
                if (!MakeRoom(slot, _options.SlotsFor((int)sequence.Computed + tokens), ref budget))
                {
                    return; // it was preempted itself: nobody behind it is scheduled in this step
                }

                state.ScheduleRunning(slot, tokens);
                budget -= tokens;
            }

            slot = sequence.NextRunning;
        }
    }

    private int TokensWanted(in Sequence sequence, int budget)
    {
        if (IsDraining(sequence) || state.AwaitsToken(sequence))
        {
            return 0;
        }

        int tokens = sequence.Known + sequence.Drafts - (int)sequence.Computed;
        if (_options.LongPrefillThreshold > 0)
        {
            tokens = Math.Min(tokens, _options.LongPrefillThreshold);
        }

        return Math.Min(Math.Min(tokens, budget), _options.MaxModelLength - (int)sequence.Computed - 1);
    }

    /// <summary>Preempts until <paramref name="slot"/> can have blocks for <paramref name="slots"/> tokens.</summary>
    /// <returns><c>false</c> if it had to go itself.</returns>
    private bool MakeRoom(int slot, int slots, ref int budget)
    {
        int needed = _cache.BlocksFor(slots) - state.Sequences[slot].Table.Count;
        while (needed > _cache.Pool.Free)
        {
            int victim = Victim();
            budget += state.Batch.Withdraw(victim);
            state.Leaving.Preempt(victim);
            if (victim == slot)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The latest admitted; under the priority order the largest (priority, arrival), among equals the first in the list.</summary>
    private int Victim()
    {
        if (_options.Order != QueueOrder.Priority)
        {
            return state.Running.Last;
        }

        int victim = state.Running.First;
        for (int slot = victim; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref readonly Request candidate = ref state.Sequences[slot].Request;
            ref readonly Request worst = ref state.Sequences[victim].Request;
            if (candidate.Priority > worst.Priority || (candidate.Priority == worst.Priority && candidate.Arrival > worst.Arrival))
            {
                victim = slot;
            }
        }

        return victim;
    }
}
