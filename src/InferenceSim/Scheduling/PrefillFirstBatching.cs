using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// The default of vLLM V0 (2023 to 2024), without chunked prefill: if the head of the queue fits, the step prefills whole prompts only and
/// every decode waits; otherwise it decodes only. New users get their first token sooner, running ones stutter. A prompt longer than
/// the token budget is prefilled in a step of its own.
/// </summary>
internal sealed class PrefillFirstBatching(EngineState state) : IBatchingPolicy
{
    private readonly EngineOptions _options = state.Options;
    private readonly BlockAllocator _cache = state.Cache;

    /// <inheritdoc/>
    public void Schedule(SimTime now)
    {
        AdmitWaiting(now);
        if (state.Batch.Entries.Count == 0 && !state.TryDecodeTogether())
        {
            state.DissolveCohort();
            DecodeRunning();
        }

        state.Batch.Seal(state.Sequences);
    }

    /// <inheritdoc/>
    public long SteadySteps()
    {
        DecodeCohort cohort = state.Cohort;
        if (cohort.Count == 0 || cohort.Count < state.Running.Count || CanAdmitHead(_options.TokenBudget, out _, out PrefixHit hit))
        {
            return 0;
        }

        long steps = cohort.StepsWithin(_cache.Pool.Free, cohort.StepsToFirstFinish);
        return state.Waiting.Count > 0 && state.Running.Count < _options.MaxSequences ? state.StepsWithUnchangedHit(hit, steps) : steps;
    }

    private void AdmitWaiting(SimTime now)
    {
        int budget = _options.TokenBudget;
        while (CanAdmitHead(budget, out int tokens, out PrefixHit hit))
        {
            state.AdmitHead(now, tokens, hit, (hit.Blocks * _options.BlockSize) + tokens);
            budget -= tokens;
        }
    }

    private bool CanAdmitHead(int budget, out int tokens, out PrefixHit hit)
    {
        tokens = 0;
        hit = default;
        if (state.Waiting.Count == 0 || state.Running.Count == _options.MaxSequences)
        {
            return false;
        }

        ref Sequence head = ref state.Sequences[state.Waiting.Head];
        hit = _cache.Lookup(head.Table, head.Request, head.Known);
        tokens = head.Known - (hit.Blocks * _options.BlockSize);
        int watermark = state.Running.Count > 0 ? _options.WatermarkBlocks : 0;
        int needed = _cache.BlocksFor(head.Known) - hit.Blocks + hit.FreeBlocks + watermark;
        bool fitsBudget = tokens <= budget || budget == _options.TokenBudget;
        return fitsBudget && needed <= _cache.Pool.Free;
    }

    private void DecodeRunning()
    {
        for (int slot = state.Running.First; slot >= 0;)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            int needed = _cache.BlocksFor((int)sequence.Computed + 1) - sequence.Table.Count;
            while (needed > _cache.Pool.Free)
            {
                int victim = state.Running.Last;
                state.Leaving.Preempt(victim);
                if (victim == slot)
                {
                    return;
                }
            }

            state.ScheduleRunning(slot, 1);
            slot = sequence.NextRunning;
        }
    }
}
