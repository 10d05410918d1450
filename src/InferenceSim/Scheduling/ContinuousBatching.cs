using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// vLLM V1's scheduler, synchronous (with a pipeline too) or asynchronous, at commit 017e9f44 (2026-08-17): there is no prefill phase and no decode phase; every step hands
/// out the token budget to the running sequences in order of admission, preempting the latest where blocks run out, and then admits from
/// the head of the queue. Checked against recordings of the real scheduler. With whole prompts it is TensorRT-LLM's fused in-flight
/// batching, which also gives running sequences their token before it admits.
/// </summary>
internal sealed class ContinuousBatching(EngineState state) : IBatchingPolicy
{
    private readonly EngineOptions _options = state.Options;
    private readonly BlockAllocator _cache = state.Cache;

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
        if (state.Batch.Preempted.Count == 0 && AdmitsLanded(now, ref budget))
        {
            AdmitWaiting(now, ref budget);
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

        long steps = cohort.StepsWithin(_cache.Pool.Free, cohort.StepsToFirstFinish);
        if (state.WaitingCount == 0 || state.Running.Count == _options.MaxSequences || cohort.Count == _options.TokenBudget)
        {
            return steps;
        }

        if (state.Loads.Landed.Count > 0)
        {
            return 0;
        }

        if (state.Waiting.Count == 0)
        {
            return steps;
        }

        ref readonly Sequence head = ref state.Sequences[state.Waiting.Head];
        if (state.IsUnderWay(head))
        {
            return 0;
        }

        if (state.Ranks is { } ranks)
        {
            return Math.Min(steps, ranks.StepsHeld(state.NextStep, state.Running.Count));
        }

        // The head waits for blocks, of which decoding only takes more: it goes on waiting for as long as a lookup gives it the same.
        return CanAdmitHead(_options.TokenBudget - cohort.Count, cohort.BlocksTakenNext, out _, out PrefixHit hit) || state.Loads.AreOnTheWay(head, hit)
            ? 0
            : state.StepsWithUnchangedHit(hit, steps);
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

    /// <summary>
    /// Admits those whose load has ended: before all others, whatever the order of the queue, since they hold memory. One that does not find the
    /// rest of its blocks keeps everybody back who holds none, but not the next of them: else they might wait for each other for ever.
    /// </summary>
    /// <returns>Whether nobody is left of them.</returns>
    private bool AdmitsLanded(SimTime now, ref int budget)
    {
        for (int i = 0; i < state.Loads.Landed.Count && budget > 0 && state.Running.Count < _options.MaxSequences;)
        {
            int slot = state.Loads.Landed[i];
            ref Sequence sequence = ref state.Sequences[slot];
            PrefixHit held = new(sequence.Brought > 0 ? sequence.BroughtBehind / _options.BlockSize : sequence.Table.Count, 0);
            int computed = Held(sequence, held);
            if (!CanAdmit(sequence, computed, new PrefixHit(sequence.Table.Count, 0), budget, 0, out int tokens))
            {
                i++;
                continue;
            }

            state.AdmitLanded(slot, now, tokens, held, _options.SlotsFor(computed + tokens));
            budget -= tokens;
        }

        return state.Loads.Landed.Count == 0;
    }

    private void AdmitWaiting(SimTime now, ref int budget)
    {
        int passedOver = 0;
        if (state.Waiting.Count == 0 || budget <= 0 || state.Running.Count >= _options.MaxSequences
            || state.Ranks?.Holds(state.Batch.Number, state.Running.Count) == true)
        {
            return;
        }

        while (state.Waiting.Count > 0 && budget > 0 && state.Running.Count + passedOver < _options.MaxSequences)
        {
            if (state.IsUnderWay(state.Sequences[state.Waiting.Head]))
            {
                state.Waiting.SetHeadAside(); // it was preempted, and what it said last has not come back yet
                continue;
            }

            bool fits = CanAdmitHead(budget, 0, out int tokens, out PrefixHit hit);
            ref readonly Sequence head = ref state.Sequences[state.Waiting.Head];
            if (state.Loads.AreOnTheWay(head, hit))
            {
                state.Waiting.SetHeadAside();
                continue;
            }

            if (!fits)
            {
                break;
            }

            if (state.Loads.ComesFirst(head, hit))
            {
                state.Loads.BeginWithHead(now, hit);
                continue;
            }

            if (state.Ranks?.HasRoomFor(head, tokens) == false)
            {
                state.Waiting.SetHeadAside();
                passedOver++;
                continue;
            }

            int held = Held(head, hit);
            state.Ranks?.Begin(head, tokens);
            state.AdmitHead(now, tokens, hit, _options.SlotsFor(held + tokens));
            budget -= tokens;
        }

        state.Waiting.TakeBackAside();
    }

    /// <summary>Whether the head of the queue finds its blocks when <paramref name="blocksSpokenFor"/> of the free ones go to others in this step. Changes nothing.</summary>
    private bool CanAdmitHead(int budget, int blocksSpokenFor, out int tokens, out PrefixHit hit)
    {
        ref Sequence head = ref state.Sequences[state.Waiting.Head];
        hit = HitOf(head);
        if (state.Loads.ComesFirst(head, hit))
        {
            tokens = 0;
            return state.Loads.CanBegin(head, hit, blocksSpokenFor);
        }

        return CanAdmit(head, Held(head, hit), hit, budget, blocksSpokenFor, out tokens);
    }

    /// <summary>The same for a sequence of which <paramref name="held"/> tokens need not be computed.</summary>
    private bool CanAdmit(in Sequence head, int held, PrefixHit hit, int budget, int blocksSpokenFor, out int tokens)
    {
        tokens = head.Known - held;
        int padding = tokens == 1 ? Padding() : 0;
        if (_options.LongPrefillThreshold > 0)
        {
            tokens = Math.Min(tokens, _options.LongPrefillThreshold);
        }

        if (!_options.ChunkedPrefill && tokens > budget && tokens <= _options.TokenBudget)
        {
            return false;
        }

        tokens = Math.Min(tokens, budget) + padding;
        if (padding > 0 && (tokens > budget || held + tokens > _options.MaxModelLength))
        {
            return false;
        }

        int watermark = state.Running.Count > 0 ? _options.WatermarkBlocks : 0;
        int free = _cache.Pool.Free - hit.FreeBlocks - watermark;
        if (_options.ReserveOutput)
        {
            return head.IsLoading || _cache.BlocksFor(_options.MostSlots(head.Limit)) - hit.Blocks <= free - state.Expected.Outstanding;
        }

        free -= blocksSpokenFor;
        int needed = _cache.BlocksFor(_options.SlotsFor(held + tokens)) - hit.Blocks;
        int whole = _cache.BlocksFor(Math.Min(head.Known, _options.MaxModelLength)) - hit.Blocks;
        return needed <= free && (!_options.ReserveFullSequence || whole <= free);
    }

    /// <inheritdoc cref="Sequence.Held"/>
    private int Held(in Sequence sequence, PrefixHit hit) => sequence.Held(hit.Blocks * _options.BlockSize);

    private PrefixHit HitOf(in Sequence sequence)
    {
        PrefixHit hit = _cache.Lookup(sequence.Table, sequence.Request, sequence.Known);
        hit = sequence.Pulls ? hit.Present : hit;
        return _options.Speculation is { DropsLastHit: true } ? _cache.WithoutLastBlock(hit) : hit;
    }

    /// <summary>
    /// Void drafts that make an admission of a single token as long as the verifications beside it, so that the batch stays uniform: only
    /// beside running sequences, and not if one of them still computes its prompt.
    /// </summary>
    private int Padding()
    {
        if (_options.Speculation is not { } speculation)
        {
            return 0;
        }

        bool running = false;
        foreach (BatchEntry entry in state.Batch.Entries)
        {
            bool continues = entry.Kind == BatchEntryKind.Continuing;
            running |= continues;
            if (continues && !entry.IsDecode)
            {
                return 0;
            }
        }

        return running ? speculation.DraftTokens : 0;
    }
}
