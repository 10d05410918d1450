using InferenceSim.KvCache;
using InferenceSim.Metrics;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// What an engine holds between steps: waiting and running sequences, blocks, the decode cohort, the batch in the making. The batching
/// policies are written in terms of it.
/// </summary>
internal sealed class EngineState
{
    private int _unfinished; // of the static batch

    /// <param name="options">The engine's configuration.</param>
    /// <param name="leaps">Whether decoding sequences form a cohort; else every step walks all of them (the oracle).</param>
    /// <param name="window">Tokens that the model's sliding-window layers see, if it has any.</param>
    public EngineState(EngineOptions options, bool leaps, int? window = null)
    {
        Batch = new ScheduledBatch(window);
        Options = options;
        Leaps = leaps;
        KeepsFinished = options.Policy == BatchingPolicy.Static;
        Cache = new KvCacheManager(options.Blocks, options.BlockSize, options.PrefixCaching && !KeepsFinished);
        Running = new RunningList(Sequences);
        Waiting = options.Order == QueueOrder.Priority ? new PriorityWaitingQueue(Sequences) : new FcfsQueue();
        Cohort = new DecodeCohort(Sequences, Running, Cache, growsBlocks: !KeepsFinished, window);
    }

    /// <summary>The configuration.</summary>
    public EngineOptions Options { get; }

    /// <summary>Whether decoding sequences form a cohort.</summary>
    public bool Leaps { get; }

    /// <summary>Whether a finished sequence keeps its slot and blocks until its whole batch has finished (static batching).</summary>
    public bool KeepsFinished { get; }

    /// <summary>All sequences by slot.</summary>
    public SequenceTable Sequences { get; } = new();

    /// <summary>Those running, in order of admission.</summary>
    public RunningList Running { get; }

    /// <summary>Those waiting.</summary>
    public IWaitingQueue Waiting { get; }

    /// <summary>Their blocks.</summary>
    public KvCacheManager Cache { get; }

    /// <summary>Those that decode in every step.</summary>
    public DecodeCohort Cohort { get; }

    /// <summary>The step being made.</summary>
    public ScheduledBatch Batch { get; }

    /// <summary>Gaps between consecutive tokens.</summary>
    public LatencyRecorder Itl { get; } = new();

    /// <summary>Requests finished since somebody last took them.</summary>
    public List<FinishedSequence> Finished { get; } = [];

    /// <summary>Tokens produced so far.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Times a sequence lost its blocks.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Whether anybody waits or runs.</summary>
    public bool HasWork => Running.Count > 0 || Waiting.Count > 0;

    /// <summary>Known tokens at which a request ends.</summary>
    public int TargetOf(in Request request) => (int)Math.Min((long)request.PromptTokens + request.OutputTokens, Options.MaxModelLength);

    /// <summary>Takes in an arrival that can run.</summary>
    public void Enqueue(in Request request) => Waiting.Add(Sequences.Add(request, TargetOf(request)));

    /// <summary>
    /// Admits the head of the queue with <paramref name="tokens"/> tokens in this step after a prefix hit. The caller has checked that the
    /// blocks are there.
    /// </summary>
    /// <param name="now">The scheduling moment.</param>
    /// <param name="tokens">Tokens to compute in this step.</param>
    /// <param name="hit">What the prefix cache has of it.</param>
    /// <param name="reservedTokens">Tokens to take blocks for, at least those known after this step.</param>
    public void AdmitHead(SimTime now, int tokens, PrefixHit hit, int reservedTokens)
    {
        int slot = Waiting.Head;
        Waiting.RemoveHead();
        Running.Add(slot);
        _unfinished++;
        ref Sequence sequence = ref Sequences[slot];
        int hitTokens = hit.Blocks * Options.BlockSize;
        Cache.Attach(sequence.Table, hit);
        Cache.Grow(sequence.Table, reservedTokens);
        Cache.Register(sequence.Table, sequence.Request, Math.Min(hitTokens + tokens, sequence.Known));
        BatchEntryKind kind = sequence.Admitted ? BatchEntryKind.Resumed : BatchEntryKind.New;
        if (!sequence.Admitted)
        {
            sequence.Admitted = true;
            sequence.FirstScheduled = now;
            sequence.CachedTokens = hitTokens;
        }

        sequence.CachedTokensAll += hitTokens;
        sequence.Computed = hitTokens;
        Batch.Entries.Add(new BatchEntry(slot, tokens, hitTokens, kind, sequence.IsDecoding, 0));
    }

    /// <summary>Lists a running sequence in the batch with <paramref name="tokens"/> tokens. The caller has checked that the blocks are there.</summary>
    public void ScheduleRunning(int slot, int tokens)
    {
        ref Sequence sequence = ref Sequences[slot];
        int firstNewBlock = sequence.Table.Count;
        int context = (int)sequence.Computed;
        Cache.Grow(sequence.Table, context + tokens);
        Cache.Register(sequence.Table, sequence.Request, Math.Min(context + tokens, sequence.Known));
        Batch.Entries.Add(new BatchEntry(slot, tokens, context, BatchEntryKind.Continuing, sequence.IsDecoding, firstNewBlock));
    }

    /// <summary>Takes a running sequence's blocks and sends it back to wait; what it has said is kept, everything is computed again.</summary>
    public void Preempt(int slot)
    {
        ref Sequence sequence = ref Sequences[slot];
        Cache.Release(sequence.Table);
        sequence.Computed = 0;
        sequence.Preemptions++;
        Running.Remove(slot);
        Waiting.Return(slot);
        Batch.Preempted.Add(slot);
        Preemptions++;
    }

    /// <summary>Once a batch is complete: its totals, and its tokens count as computed.</summary>
    public void SealBatch()
    {
        Batch.Seal(Sequences);
        foreach (BatchEntry entry in Batch.Entries)
        {
            ref Sequence sequence = ref Sequences[entry.Slot];
            sequence.Computed += entry.Tokens;
            sequence.ComputedTotal += entry.Tokens;
        }
    }

    /// <summary>Applies the output of the batch, whose step ended at <paramref name="end"/>: tokens appended, finished sequences freed, in batch order.</summary>
    public void CompleteBatch(SimTime end)
    {
        if (Batch.CohortDecodes)
        {
            foreach ((SimTime lastToken, int count) in Cohort.TokenGroups)
            {
                Itl.Add(end - lastToken, count);
            }

            OutputTokens += Cohort.Live;
            Cohort.Advance(1, end);
            FinishCohortMembers(end);
        }

        foreach (BatchEntry entry in Batch.Entries)
        {
            ref Sequence sequence = ref Sequences[entry.Slot];
            if (entry.Context + entry.Tokens == sequence.Known && sequence.Known < sequence.Target)
            {
                AppendToken(entry.Slot, end);
            }
        }

        RetireStaticBatch();
    }

    /// <summary>
    /// Plays <paramref name="steps"/> steps of the cohort at once, from <paramref name="start"/>: step i lasts
    /// <paramref name="firstDuration"/> + i * <paramref name="durationStep"/> picoseconds; the last ends at <paramref name="end"/>.
    /// </summary>
    public void Leap(long steps, SimTime start, long firstDuration, long durationStep, SimTime end)
    {
        Cohort.GrowBlocks(steps);
        foreach ((SimTime lastToken, int count) in Cohort.TokenGroups)
        {
            Itl.Add(start + new SimDuration(firstDuration) - lastToken, count);
        }

        Itl.AddRun(firstDuration + durationStep, durationStep, steps - 1, Cohort.Live);
        OutputTokens += steps * Cohort.Live;
        Cohort.Advance(steps, end);
        FinishCohortMembers(end);
        RetireStaticBatch();
    }

    /// <summary>Frees a static batch once its last member has all its tokens.</summary>
    private void RetireStaticBatch()
    {
        if (!KeepsFinished || _unfinished > 0)
        {
            return;
        }

        Cohort.Dissolve();
        while (Running.Count > 0)
        {
            Retire(Running.First);
        }
    }

    /// <summary>
    /// For how many of the next <paramref name="steps"/> steps of the cohort the prefix cache gives the head of the queue the same hit. It
    /// changes when free content is evicted (even a second copy of it: the hit may then fall on one that somebody holds), and when an answer
    /// in the making turns out to be the next block of the prompt.
    /// </summary>
    public long StepsWithUnchangedHit(PrefixHit hit, long steps)
    {
        if (!Cache.PrefixCaching)
        {
            return steps;
        }

        if (hit.FreeBlocks > 0)
        {
            steps = Cohort.StepsWithin(Cache.Pool.FreeWithoutContent, steps);
        }

        PromptSegment[]? content = Sequences[Waiting.Head].Request.Content;
        bool containsAnswers = content is not null && Array.Exists(content, static s => TokenStreams.IsOutput(s.Stream));
        return containsAnswers ? 0 : steps;
    }

    private void FinishCohortMembers(SimTime end)
    {
        while (Cohort.TryTakeFinished(out int slot))
        {
            Finish(slot, end);
        }
    }

    private void AppendToken(int slot, SimTime end)
    {
        ref Sequence sequence = ref Sequences[slot];
        if (sequence.Known == sequence.Request.PromptTokens)
        {
            sequence.FirstToken = end;
        }
        else
        {
            Itl.Add(end - sequence.LastToken);
        }

        sequence.LastToken = end;
        sequence.Known++;
        OutputTokens++;
        bool finished = sequence.Known == sequence.Target;
        if (finished)
        {
            Finish(slot, end);
        }

        if (Leaps && (!finished || KeepsFinished))
        {
            Cohort.Join(slot);
        }
    }

    private void Finish(int slot, SimTime end)
    {
        ref Sequence sequence = ref Sequences[slot];
        long computed = sequence.ComputedTotal + (sequence.InCohort ? Cohort.Counter : 0);
        Finished.Add(new FinishedSequence(
            sequence.Request, sequence.FirstScheduled, sequence.FirstToken, end, sequence.Outputs, sequence.Preemptions,
            sequence.CachedTokens, sequence.CachedTokensAll, computed));
        if (KeepsFinished)
        {
            _unfinished--;
            return;
        }

        if (sequence.InCohort)
        {
            Cohort.Leave(slot);
        }

        Retire(slot);
    }

    private void Retire(int slot)
    {
        Cache.Release(Sequences[slot].Table);
        Running.Remove(slot);
        Sequences.Remove(slot);
    }
}
