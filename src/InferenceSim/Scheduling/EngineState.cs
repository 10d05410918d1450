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
    private readonly int? _window;
    private long _batches;
    private long _appliedBatches;
    private long _targetBlocks; // of the running sequences, when they end
    private int _unfinished; // of the static batch

    /// <param name="options">The engine's configuration.</param>
    /// <param name="leaps">Whether decoding sequences form a cohort; else every step walks all of them (the oracle).</param>
    /// <param name="window">Tokens that the model's sliding-window layers see, if it has any.</param>
    public EngineState(EngineOptions options, bool leaps, int? window = null)
    {
        _window = window;
        Batch = NewBatch();
        Options = options;
        Leaps = leaps;
        KeepsFinished = options.Policy == BatchingPolicy.Static;
        Cache = new KvCacheManager(options.Blocks, options.BlockSize, options.PrefixCaching && !KeepsFinished, namesBlocks: !leaps);
        Running = new RunningList(Sequences);
        Waiting = options.Order == QueueOrder.Priority ? new PriorityWaitingQueue(Sequences) : new FcfsQueue();
        IsAsync = options.AsyncScheduling && options.Policy == BatchingPolicy.Vllm;
        Cohort = new DecodeCohort(Sequences, Running, Cache, growsBlocks: !KeepsFinished, registersLate: IsAsync, window);
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

    /// <summary>The step being made, or made last.</summary>
    public ScheduledBatch Batch { get; private set; }

    /// <summary>Whether a batch is scheduled while the one before it runs.</summary>
    public bool IsAsync { get; }

    /// <summary>Running sequences whose last token is under way: they hold their place and their blocks until it is there.</summary>
    public int Draining { get; private set; }

    /// <summary>Gaps between consecutive tokens.</summary>
    public LatencyRecorder Itl { get; } = new();

    /// <summary>Requests finished since somebody last took them.</summary>
    public List<FinishedSequence> Finished { get; } = [];

    /// <summary>Tokens produced so far.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Times a sequence lost its blocks.</summary>
    public long Preemptions { get; private set; }

    /// <summary>Steps so far that computed decodes only.</summary>
    public long DecodeSteps { get; private set; }

    /// <summary>Blocks that the running sequences will still take until they end.</summary>
    public long OutstandingBlocks => _targetBlocks - Cache.HeldBlocks;

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
        Admit(slot, now, tokens, hit, reservedTokens);
    }

    /// <summary>The same for a sequence that has been taken from the queue.</summary>
    public void Admit(int slot, SimTime now, int tokens, PrefixHit hit, int reservedTokens)
    {
        Running.Add(slot);
        _unfinished++;
        ref Sequence sequence = ref Sequences[slot];
        _targetBlocks += Cache.BlocksFor(sequence.Target - 1);
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
        Cache.Register(sequence.Table, sequence.Request, Math.Min(context + tokens, Delivered(sequence)));
        Batch.Entries.Add(new BatchEntry(slot, tokens, context, BatchEntryKind.Continuing, sequence.IsDecoding, firstNewBlock));
    }

    /// <summary>Takes a running sequence's blocks and sends it back to wait; what it has said is kept, everything is computed again.</summary>
    public void Preempt(int slot)
    {
        ref Sequence sequence = ref Sequences[slot];
        Cache.Release(sequence.Table);
        _targetBlocks -= Cache.BlocksFor(sequence.Target - 1);
        Draining -= sequence.Known == sequence.Target ? 1 : 0;
        sequence.Computed = 0;
        sequence.Preemptions++;
        Running.Remove(slot);
        Waiting.Return(slot);
        Batch.Preempted.Add(slot);
        Preemptions++;
    }

    /// <summary>Whether a sequence is in a batch whose output is still under way.</summary>
    public bool IsUnderWay(in Sequence sequence) => sequence.LastBatch > _appliedBatches;

    /// <summary>A batch object for this engine.</summary>
    public ScheduledBatch NewBatch() => new(_window);

    /// <summary>Begins a step, or several of which <paramref name="batch"/> will hold the last.</summary>
    public void Begin(ScheduledBatch batch, long steps = 1)
    {
        Batch = batch;
        _batches += steps;
        Batch.Clear(_batches);
    }

    /// <summary>
    /// Once the batch is priced and the time of its output known: its tokens count as computed, and the tokens it will give as known, though
    /// nobody is freed before <see cref="Apply"/>.
    /// </summary>
    public void Commit()
    {
        DecodeSteps += Batch.PrefillChunks == 0 && Batch.DecodeSequences > 0 ? 1 : 0;
        if (Batch.CohortDecodes)
        {
            foreach ((SimTime lastToken, int count) in Cohort.TokenGroups)
            {
                Itl.Add(Batch.End - lastToken, count);
            }

            OutputTokens += Cohort.Live;
            Cohort.Advance(1, Batch.End);
            TakeFinishingMembers();
        }

        foreach (BatchEntry entry in Batch.Entries)
        {
            ref Sequence sequence = ref Sequences[entry.Slot];
            sequence.Computed += entry.Tokens;
            sequence.ComputedTotal += entry.Tokens;
            sequence.LastBatch = Batch.Number;
            if (entry.Context + entry.Tokens == sequence.Known && sequence.Known < sequence.Target)
            {
                AppendToken(entry.Slot, ref sequence);
            }
        }
    }

    /// <summary>
    /// Commits <paramref name="steps"/> steps of the cohort at once, of which the batch at hand is the last: step i lasts
    /// <paramref name="firstDuration"/> + i * <paramref name="durationStep"/> picoseconds from <paramref name="start"/> on.
    /// </summary>
    public void CommitLeap(long steps, SimTime start, long firstDuration, long durationStep)
    {
        DecodeSteps += steps;
        Batch.AddCohort(Cohort);
        Cohort.GrowBlocks(steps);
        foreach ((SimTime lastToken, int count) in Cohort.TokenGroups)
        {
            Itl.Add(start + new SimDuration(firstDuration) - lastToken, count);
        }

        Itl.AddRun(firstDuration + durationStep, durationStep, steps - 1, Cohort.Live);
        OutputTokens += steps * Cohort.Live;
        Cohort.Advance(steps, Batch.End);
        TakeFinishingMembers();
    }

    /// <summary>The output of a batch is there, and that of all before it: sequences that have their last token are freed, in batch order.</summary>
    public void Apply(ScheduledBatch batch)
    {
        _appliedBatches = batch.Number;
        if (IsAsync && Cache.PrefixCaching)
        {
            RegisterDelivered(batch);
        }

        foreach (int slot in batch.Finishing)
        {
            Finish(slot, batch.End);
        }

        RetireStaticBatch();
    }

    /// <summary>The output of the batches up to number <paramref name="batch"/> is there, and nobody left with them.</summary>
    public void SkipTo(long batch) => _appliedBatches = batch;

    /// <summary>Members of the cohort are in every batch; the others have their own last one.</summary>
    public void DissolveCohort() => Cohort.Dissolve(_batches - 1);

    /// <summary>Blocks filled by tokens that were under way when they were scheduled, of sequences that the next batch left out.</summary>
    private void RegisterDelivered(ScheduledBatch batch)
    {
        foreach (BatchEntry entry in batch.Entries)
        {
            ref Sequence sequence = ref Sequences[entry.Slot];
            if (sequence.IsRunning && !sequence.InCohort)
            {
                Cache.Register(sequence.Table, sequence.Request, (int)sequence.Computed - (IsUnderWay(sequence) ? 1 : 0));
            }
        }

        foreach (int slot in batch.Finishing)
        {
            ref Sequence sequence = ref Sequences[slot];
            if (sequence.IsRunning)
            {
                Cache.Register(sequence.Table, sequence.Request, (int)sequence.Computed);
            }
        }
    }

    /// <summary>Tokens of a sequence that are there, the one under way left out.</summary>
    private int Delivered(in Sequence sequence) =>
        sequence.Known - (sequence.Known > sequence.Request.PromptTokens && sequence.Computed == sequence.Known - 1 && IsUnderWay(sequence) ? 1 : 0);

    /// <summary>Frees a static batch once its last member has all its tokens.</summary>
    private void RetireStaticBatch()
    {
        if (!KeepsFinished || _unfinished > 0)
        {
            return;
        }

        DissolveCohort();
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

    private void TakeFinishingMembers()
    {
        while (Cohort.TryTakeFinished(out int slot))
        {
            if (!KeepsFinished)
            {
                Cohort.Leave(slot);
            }

            Drain(slot);
        }
    }

    private void AppendToken(int slot, ref Sequence sequence)
    {
        if (sequence.Known == sequence.Request.PromptTokens)
        {
            sequence.FirstToken = Batch.End;
        }
        else
        {
            Itl.Add(Batch.End - sequence.LastToken);
        }

        sequence.LastToken = Batch.End;
        sequence.Known++;
        OutputTokens++;
        bool last = sequence.Known == sequence.Target;
        if (last)
        {
            Drain(slot);
        }

        if (Leaps && (!last || KeepsFinished))
        {
            Cohort.Join(slot);
        }
    }

    /// <summary>The batch at hand gives a sequence its last token.</summary>
    private void Drain(int slot)
    {
        Sequences[slot].LastBatch = Batch.Number;
        Batch.Finishing.Add(slot);
        Draining++;
    }

    private void Finish(int slot, SimTime end)
    {
        ref Sequence sequence = ref Sequences[slot];
        long computed = sequence.ComputedTotal + (sequence.InCohort ? Cohort.Counter : 0);
        Finished.Add(new FinishedSequence(
            sequence.Request, sequence.FirstScheduled, sequence.FirstToken, end, sequence.Outputs, sequence.Preemptions,
            sequence.CachedTokens, sequence.CachedTokensAll, computed));
        _unfinished--;
        if (sequence.IsRunning)
        {
            Draining--;
        }

        if (!KeepsFinished)
        {
            Retire(slot);
        }
    }

    private void Retire(int slot)
    {
        ref Sequence sequence = ref Sequences[slot];
        if (sequence.IsRunning)
        {
            _targetBlocks -= Cache.BlocksFor(sequence.Target - 1);
            Cache.Release(sequence.Table);
            Running.Remove(slot);
        }
        else
        {
            Waiting.Remove(slot); // it was preempted with its last token under way
        }

        Sequences.Remove(slot);
    }
}
