using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// Who begins in a step of <see cref="ContinuousBatching"/>, beside those who run: first those whose KV has been loaded, then the head of the queue
/// for as long as budget, places and blocks are there for it.
/// </summary>
internal sealed class ContinuousAdmission(EngineState state)
{
    private readonly EngineOptions _options = state.Options;
    private readonly BlockAllocator _cache = state.Cache;

    /// <summary>Admits with what is left of the token budget.</summary>
    public void Admit(SimTime now, int budget)
    {
        if (TryAdmitLanded(now, ref budget))
        {
            AdmitWaiting(now, budget);
        }
    }

    /// <summary>For how many of the next <paramref name="steps"/> steps, in which only the cohort decodes, nobody can begin.</summary>
    public long StepsWithNobody(long steps)
    {
        DecodeCohort cohort = state.Cohort;
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

        if (state.Hold is { } hold)
        {
            return Math.Min(steps, hold.StepsHeld(state.NextStep, state.Running.Count));
        }

        // The head waits for blocks, of which decoding only takes more: it goes on waiting for as long as a lookup gives it the same.
        return CanAdmitHead(_options.TokenBudget - cohort.Count, cohort.BlocksTakenNext, out _, out PrefixHit hit) || state.Loads.AreOnTheWay(head, hit)
            ? 0
            : state.StepsWithUnchangedHit(hit, steps);
    }

    /// <summary>
    /// Admits those whose load has ended: before all others, whatever the order of the queue, since they hold memory. One that does not find the
    /// rest of its blocks keeps everybody back who holds none, but not the next of them: else they might wait for each other for ever.
    /// </summary>
    /// <returns>Whether nobody is left of them.</returns>
    private bool TryAdmitLanded(SimTime now, ref int budget)
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

    private void AdmitWaiting(SimTime now, int budget)
    {
        int passedOver = 0;
        if (state.Waiting.Count == 0 || budget <= 0 || state.Running.Count >= _options.MaxSequences
            || state.Hold?.Holds(state.Batch.Number, state.Running.Count) == true)
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

            if (state.Hold?.HasRoomFor(head, tokens) == false)
            {
                state.Waiting.SetHeadAside();
                passedOver++;
                continue;
            }

            int held = Held(head, hit);
            state.Hold?.Begin(head, tokens);
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
