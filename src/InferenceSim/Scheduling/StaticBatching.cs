using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// No continuous batching: when idle, take as many waiting requests as the batch size and the KV cache allow (room for prompt and longest
/// possible output is reserved), prefill them together in one step, whatever the token budget, and decode until the longest has finished.
/// Finished sequences keep their slot and are computed and priced on, as padding. There is no prefix cache.
/// </summary>
internal sealed class StaticBatching(EngineState state) : IBatchingPolicy
{
    private readonly BlockAllocator _cache = state.Cache;

    /// <inheritdoc/>
    public void Schedule(SimTime now)
    {
        if (state.Running.Count == 0)
        {
            AdmitBatch(now);
        }
        else
        {
            DecodeBatch();
        }

        state.Batch.Seal(state.Sequences);
    }

    /// <inheritdoc/>
    public long SteadySteps() => state.Cohort.Live > 0 ? state.Cohort.StepsToFirstFinish : 0;

    private void AdmitBatch(SimTime now)
    {
        while (state.Waiting.Count > 0 && state.Running.Count < state.Options.MaxSequences)
        {
            ref Sequence head = ref state.Sequences[state.Waiting.Head];
            if (_cache.BlocksFor(head.Limit) > _cache.Pool.Free)
            {
                return;
            }

            state.AdmitHead(now, head.Known, default, head.Limit);
        }
    }

    private void DecodeBatch()
    {
        if (state.Leaps)
        {
            state.Batch.AddCohort(state.Cohort);
            return;
        }

        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            state.Batch.Entries.Add(new BatchEntry(slot, 1, (int)sequence.Computed, BatchEntryKind.Continuing, true, sequence.Table.Count));
        }
    }
}
