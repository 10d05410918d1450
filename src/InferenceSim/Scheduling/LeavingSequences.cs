namespace InferenceSim.Scheduling;

/// <summary>How sequences leave an engine's batches: with their last token, because their client gives up, or for lack of blocks, to come back.</summary>
internal sealed class LeavingSequences(EngineState state)
{
    /// <summary>Times a sequence lost its blocks.</summary>
    public long Preemptions { get; private set; }

    /// <summary>
    /// Takes a running sequence's blocks and sends it back to wait; what it has said is kept, what it has computed goes to host memory or is
    /// computed again.
    /// </summary>
    public void Preempt(int slot)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        state.Batch.SwappedBlocks += state.Swap.MoveOut(ref sequence);
        state.Cache.ReleaseToResume(sequence.Table, sequence.Request);
        state.Expected.Remove(sequence);
        state.Outputs.OnPreempted(sequence);
        sequence.Computed = 0;
        sequence.Brought = 0;
        sequence.Drafts = 0;
        sequence.Preemptions++;
        state.Running.Remove(slot);
        state.Waiting.Return(slot);
        state.Hold?.Wait(sequence, state.NextStep);
        state.Batch.Preempted.Add(slot);
        Preemptions++;
    }

    /// <summary>
    /// The client of a sequence has given up, between two steps: it ends with the tokens that are known, those under way included, once they
    /// are there. One whose last token is under way ends as it would have, and a static batch is played to its end.
    /// </summary>
    /// <returns>Whether it ends now; else with its latest batch, if it is cancelled at all.</returns>
    public bool Cancel(int slot)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        if (sequence.InCohort && !state.KeepsFinished)
        {
            state.Cohort.Dissolve(state.Batch.Number);
        }

        if (sequence.Known == sequence.Target || (state.KeepsFinished && sequence.IsRunning))
        {
            return false;
        }

        sequence.Target = sequence.Known;
        sequence.IsCancelled = true;
        return !state.IsUnderWay(sequence);
    }

    /// <summary>
    /// A sequence has its last token and goes: from the running, or from those who wait if it was preempted with that token under way or its
    /// client has given up. Blocks that somebody still writes to or reads from stay until <see cref="Discard"/>.
    /// </summary>
    public void Retire(int slot)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        if (sequence.IsRunning)
        {
            state.Waiting.OnLeaving(slot);
            state.Running.Remove(slot);
            if (sequence is { HandsOver: true, IsCancelled: false })
            {
                state.Handovers.Keep(slot);
            }
            else
            {
                Discard(slot);
            }
        }
        else if (sequence.IsLoading)
        {
            if (state.Loads.Abandon(slot))
            {
                Discard(slot);
            }
        }
        else
        {
            state.Waiting.Remove(slot);
            state.Swap.Drop(ref sequence);
            state.Hold?.EndWait(sequence);
            Forget(slot);
        }
    }

    /// <summary>Frees the blocks and the slot of a sequence that has ended.</summary>
    public void Discard(int slot)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        state.Expected.Remove(sequence);
        state.Cache.Release(sequence.Table);
        Forget(slot);
    }

    private void Forget(int slot)
    {
        state.Hold?.Leave(state.Sequences[slot]);
        state.Sequences.Remove(slot);
    }
}
