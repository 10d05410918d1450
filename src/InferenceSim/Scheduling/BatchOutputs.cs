using InferenceSim.Metrics;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// What batches give. A batch is committed as soon as it is priced: its tokens count as computed and those it will give as known, with the
/// time at which they come. It is applied when its output is there: only then are finished sequences freed. In a synchronous engine the one
/// follows the other at once.
/// </summary>
internal sealed class BatchOutputs(EngineState state, LatencyRecorder itl)
{
    private int _unfinished; // of the static batch

    /// <summary>Running sequences whose last token is under way: they hold their place and their blocks until it is there.</summary>
    public int Draining { get; private set; }

    /// <summary>Gaps between consecutive tokens.</summary>
    public LatencyRecorder Itl => itl;

    /// <summary>Requests finished since somebody last took them.</summary>
    public List<FinishedSequence> Finished { get; } = [];

    /// <summary>Tokens produced so far.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Steps so far that computed decodes only.</summary>
    public long DecodeSteps { get; private set; }

    /// <summary>A sequence was admitted.</summary>
    public void OnAdmitted() => _unfinished++;

    /// <summary>A running sequence is about to lose its blocks.</summary>
    public void OnPreempted(in Sequence sequence) => Draining -= sequence.Known == sequence.Target ? 1 : 0;

    /// <summary>
    /// Once the batch is priced and the time of its output known: its tokens count as computed, and the tokens it will give as known, though
    /// nobody is freed before <see cref="Apply"/>.
    /// </summary>
    public void Commit()
    {
        DecodeSteps += state.Batch.PrefillChunks == 0 && state.Batch.DecodeSequences > 0 ? 1 : 0;
        if (state.Batch.CohortDecodes)
        {
            foreach ((SimTime lastToken, int count) in state.Cohort.TokenGroups)
            {
                Itl.Add(state.Batch.End - lastToken, count);
            }

            OutputTokens += state.Cohort.Live;
            state.Cohort.Advance(state.Cohort.BlocksOf(1), state.Batch.End);
            TakeFinishingMembers();
        }

        foreach (BatchEntry entry in state.Batch.Entries)
        {
            ref Sequence sequence = ref state.Sequences[entry.Slot];
            sequence.Computed += entry.Tokens;
            sequence.ComputedTotal += entry.Tokens;
            sequence.LastBatch = state.Batch.Number;
            if (entry.Context + entry.Tokens >= sequence.Known && sequence.Known < sequence.Target)
            {
                AppendTokens(entry.Slot, ref sequence, state.Drafts.Verify(ref sequence, entry));
            }
        }
    }

    /// <summary>
    /// Commits the steps of the cohort at once of which <paramref name="blocks"/> are; the batch at hand is the last of them. Step i lasts
    /// <paramref name="firstDuration"/> + i * <paramref name="durationStep"/> picoseconds from <paramref name="start"/> on.
    /// </summary>
    public void CommitLeap(in BlocksOfSteps blocks, SimTime start, long firstDuration, long durationStep)
    {
        long steps = blocks.Steps;
        DecodeSteps += steps;
        state.Batch.AddCohort(state.Cohort);
        state.Cohort.GrowBlocks(blocks);
        ReadOnlySpan<(SimTime LastToken, int Count)> groups = state.Cohort.TokenGroups;
        bool together = groups.Length == 1 && groups[0].LastToken == start; // all have their latest token from the step before
        if (!together)
        {
            foreach ((SimTime lastToken, int count) in groups)
            {
                Itl.Add(start + new SimDuration(firstDuration) - lastToken, count);
            }
        }

        long others = together ? 0 : 1; // gaps of the first step, counted by themselves
        Itl.AddRun(firstDuration + (others * durationStep), durationStep, steps - others, state.Cohort.Live);
        OutputTokens += steps * state.Cohort.Live;
        state.Cohort.Advance(blocks, state.Batch.End);
        TakeFinishingMembers();
    }

    /// <summary>The output of a batch is there, and that of all before it: sequences that have their last token are freed, in batch order.</summary>
    public void Apply(ScheduledBatch batch)
    {
        state.AppliedBatches = batch.Number;
        if (state.IsAsync && state.Cache.PrefixCaching)
        {
            RegisterDelivered(batch);
        }

        foreach (int slot in batch.Finishing)
        {
            Finish(slot, batch.End);
        }

        RetireStaticBatch();
    }

    /// <summary>Blocks filled by tokens that were under way when they were scheduled, of sequences that the next batch left out.</summary>
    private void RegisterDelivered(ScheduledBatch batch)
    {
        foreach (BatchEntry entry in batch.Entries)
        {
            ref Sequence sequence = ref state.Sequences[entry.Slot];
            if (sequence.IsRunning && !sequence.InCohort)
            {
                state.Cache.Register(sequence.Table, sequence.Request, (int)sequence.Computed - (state.IsUnderWay(sequence) ? 1 : 0));
            }
        }

        foreach (int slot in batch.Finishing)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            if (sequence.IsRunning)
            {
                state.Cache.Register(sequence.Table, sequence.Request, (int)sequence.Computed);
            }
        }
    }

    /// <summary>Frees a static batch once its last member has all its tokens.</summary>
    private void RetireStaticBatch()
    {
        if (!state.KeepsFinished || _unfinished > 0)
        {
            return;
        }

        state.DissolveCohort();
        while (state.Running.Count > 0)
        {
            state.Leaving.Retire(state.Running.First);
        }
    }

    private void TakeFinishingMembers()
    {
        while (state.Cohort.TryTakeFinished(out int slot))
        {
            if (!state.KeepsFinished)
            {
                state.Cohort.Leave(slot);
            }

            Drain(slot);
        }
    }

    private void AppendTokens(int slot, ref Sequence sequence, int tokens)
    {
        if (sequence.Known == sequence.Request.PromptTokens)
        {
            sequence.FirstToken = state.Batch.End;
        }
        else
        {
            Itl.Add(state.Batch.End - sequence.LastToken);
        }

        Itl.Add(SimDuration.Zero, tokens - 1); // accepted drafts come together with the token before them
        sequence.LastToken = state.Batch.End;
        sequence.Known += tokens;
        OutputTokens += tokens;
        bool last = sequence.Known == sequence.Target;
        if (last)
        {
            Drain(slot);
        }

        if (state.Leaps && (!last || state.KeepsFinished))
        {
            state.Cohort.Join(slot);
        }
    }

    /// <summary>The batch at hand gives a sequence its last token.</summary>
    private void Drain(int slot)
    {
        state.Sequences[slot].LastBatch = state.Batch.Number;
        state.Batch.Finishing.Add(slot);
        Draining++;
    }

    /// <summary>Ends a sequence whose client has given up, now or with the batch under way that is its last.</summary>
    /// <param name="slot">Its slot.</param>
    /// <param name="underWay">The batch, or <c>null</c> if none under way has it.</param>
    /// <param name="now">The moment.</param>
    public void End(int slot, ScheduledBatch? underWay, SimTime now)
    {
        Draining += state.Sequences[slot].IsRunning ? 1 : 0;
        if (underWay is null)
        {
            Finish(slot, now);
        }
        else
        {
            underWay.Finishing.Add(slot);
        }
    }

    private void Finish(int slot, SimTime end)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        long computed = sequence.ComputedTotal + (sequence.InCohort ? state.Cohort.Counter : 0);
        Finished.Add(new FinishedSequence(
            sequence.Request, sequence.FirstScheduled, sequence.FirstToken, end, sequence.Outputs, sequence.Preemptions,
            sequence.CachedTokens, sequence.CachedTokensAll, computed, sequence.RejectedDrafts, sequence.IsCancelled));
        if (sequence.IsRunning)
        {
            _unfinished--;
            Draining--;
        }

        if (!state.KeepsFinished || !sequence.IsRunning)
        {
            state.Leaving.Retire(slot);
        }
    }
}
