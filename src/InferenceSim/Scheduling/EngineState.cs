using InferenceSim.KvCache;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Metrics;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// What an engine holds between steps: waiting and running sequences, blocks, the decode cohort, the batch in the making. The batching
/// policies are written in terms of it.
/// </summary>
internal sealed class EngineState : IDisposable
{
    private readonly int? _window;
    private long _batches;

    /// <param name="options">The engine's configuration.</param>
    /// <param name="leaps">Whether decoding sequences may form a cohort; else every step walks all of them (the oracle).</param>
    /// <param name="window">Tokens that the model's sliding-window layers see, if it has any.</param>
    /// <param name="itl">Where the gaps between tokens are counted, if engines share that.</param>
    /// <param name="tiers">The tiers below the prefix cache, if there are any.</param>
    public EngineState(EngineOptions options, bool leaps, int? window = null, LatencyRecorder? itl = null, KvTierSet? tiers = null)
    {
        _window = window;
        Batch = NewBatch();
        Options = options;
        Leaps = leaps && options is { PipelineStages: 1, Speculation: null };
        KeepsFinished = options.Policy == BatchingPolicy.Static;
        Cache = new BlockAllocator(options.Blocks, options.BlockSize, options.PrefixCaching && !KeepsFinished, namesBlocks: !leaps) { Tiers = tiers };
        Expected = new ExpectedBlocks(options, Cache);
        Running = new RunningList(Sequences);
        Waiting = WaitingQueues.Create(this);
        Loads = new LoadingSequences(this);
        Handovers = new HandedOverSequences(this);
        Leaving = new LeavingSequences(this);
        Swap = new SwapSpace(options.Swap, Cache);
        IsAsync = options.AsyncScheduling && options.Policy == BatchingPolicy.Vllm;
        Cohort = new DecodeCohort(Sequences, Running, Cache, growsBlocks: !KeepsFinished, registersLate: IsAsync, window);
        Drafts = new DraftVerification(options.Speculation);
        Hold = IPromptHold.Of(options);
        Outputs = new BatchOutputs(this, itl ?? new LatencyRecorder());
    }

    /// <summary>The configuration.</summary>
    public EngineOptions Options { get; }

    /// <summary>
    /// Whether decoding sequences form a cohort. In a pipeline they do not: each batch holds those whose token has just come back. Nor do they
    /// with speculative decoding: each advances by a number of its own.
    /// </summary>
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
    public BlockAllocator Cache { get; }

    /// <summary>How many of them those who run will hold at their ends.</summary>
    public ExpectedBlocks Expected { get; }

    /// <summary>Those that decode in every step.</summary>
    public DecodeCohort Cohort { get; }

    /// <summary>The step being made, or made last.</summary>
    public ScheduledBatch Batch { get; private set; }

    /// <summary>Number of the step that comes next.</summary>
    public long NextStep => _batches + 1;

    /// <summary>What batches give: tokens, and the end of sequences.</summary>
    public BatchOutputs Outputs { get; }

    /// <summary>Those that come from another engine or go on at one.</summary>
    public HandedOverSequences Handovers { get; }

    /// <summary>Those that end, give up or are preempted.</summary>
    public LeavingSequences Leaving { get; }

    /// <summary>Those that wait for blocks which a tier or another engine sends, outside the queue.</summary>
    public LoadingSequences Loads { get; }

    /// <summary>What lies in host memory of preempted sequences.</summary>
    public SwapSpace Swap { get; }

    /// <summary>What holds prompts back for others, if anything does.</summary>
    public IPromptHold? Hold { get; }

    /// <summary>Drafted tokens and what becomes of them.</summary>
    public DraftVerification Drafts { get; }

    /// <summary>Whether a batch is scheduled while the one before it runs.</summary>
    public bool IsAsync { get; }

    /// <summary>Number of the latest batch whose output is there.</summary>
    public long AppliedBatches { get; set; }

    /// <summary>Whether anybody waits or runs.</summary>
    public bool HasWork => Running.Count > 0 || WaitingCount > 0;

    /// <summary>
    /// Whether nobody waits and everybody who runs ends with a batch that is under way: an asynchronous engine that schedules beside it finds
    /// nobody. (Not with data-parallel ranks, which count the batches.)
    /// </summary>
    public bool AllEndUnderWay => IsAsync && Outputs.Draining == Running.Count && WaitingCount == 0 && Hold is null;

    /// <summary>How many wait, for their turn or for blocks that a tier sends.</summary>
    public int WaitingCount => Waiting.Count + Loads.Count;

    /// <summary>The slots of all who have not ended: those that wait, for their turn or for blocks, and those that run.</summary>
    public List<int> Unfinished()
    {
        List<int> slots = [];
        Waiting.CopyTo(slots);
        Loads.CopyTo(slots);
        for (int slot = Running.First; slot >= 0; slot = Sequences[slot].NextRunning)
        {
            // A static batch keeps those that have ended.
            if (!KeepsFinished || Sequences[slot].Known < Sequences[slot].Target)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    /// <summary>Gives the memory of blocks, sequences and distributions back, once nobody asks about them any more.</summary>
    public void Dispose()
    {
        Sequences.GiveBack();
        Cache.Pool.Dispose();
        Outputs.Itl.GiveBack();
    }

    /// <summary>Known tokens at which a request ends.</summary>
    public int TargetOf(in Request request) => Options.EndOf(request, request.OutputTokens);

    /// <summary>Takes in an arrival that can run.</summary>
    /// <returns>Its slot.</returns>
    public int Enqueue(in Request request)
    {
        int slot = Sequences.Add(request, TargetOf(request), Options.LimitOf(request));
        Cache.Prepare(Sequences[slot].Table, request);
        Waiting.Add(slot);
        Hold?.Enter(ref Sequences[slot], NextStep);
        return slot;
    }

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
        ref Sequence sequence = ref Sequences[slot];
        Expected.Add(sequence);
        Batch.DelayTo(Cache.Attach(sequence.Table, hit, now));
        Begin(slot, now, tokens, hit, reservedTokens);
    }

    /// <summary>Admits one of <see cref="LoadingSequences.Landed"/>, which holds the blocks of a prefix, with <paramref name="tokens"/> tokens in this step.</summary>
    public void AdmitLanded(int slot, SimTime now, int tokens, PrefixHit held, int reservedTokens)
    {
        Loads.Remove(slot);
        Begin(slot, now, tokens, held, reservedTokens);
    }

    /// <summary>A sequence that holds the blocks of a hit becomes one of the running.</summary>
    private void Begin(int slot, SimTime now, int tokens, PrefixHit hit, int reservedTokens)
    {
        Running.Add(slot);
        Outputs.OnAdmitted();
        ref Sequence sequence = ref Sequences[slot];
        Hold?.EndWait(sequence);
        int hitTokens = hit.Blocks * Options.BlockSize;
        int held = sequence.Held(hitTokens);
        Cache.Grow(sequence.Table, reservedTokens);
        Cache.Register(sequence.Table, sequence.Request, Math.Min(held + tokens, sequence.Known));
        Batch.SwappedBlocks += Swap.MoveIn(ref sequence, hit.Blocks);
        BatchEntryKind kind = sequence.Admitted ? BatchEntryKind.Resumed : BatchEntryKind.New;
        if (!sequence.Admitted)
        {
            sequence.Admitted = true;
            sequence.FirstScheduled = now;
            sequence.CachedTokens = hitTokens;
        }

        sequence.CachedTokensAll += hitTokens;
        sequence.Computed = held;
        Batch.Entries.Add(new BatchEntry(slot, tokens, held, kind, sequence.IsDecoding, 0));
    }

    /// <summary>Lists a running sequence in the batch with <paramref name="tokens"/> tokens. The caller has checked that the blocks are there.</summary>
    public void ScheduleRunning(int slot, int tokens)
    {
        ref Sequence sequence = ref Sequences[slot];
        int firstNewBlock = sequence.Table.Count;
        int context = (int)sequence.Computed;
        Cache.Grow(sequence.Table, Options.SlotsFor(context + tokens));
        Cache.Register(sequence.Table, sequence.Request, Math.Min(context + tokens, Delivered(sequence)));
        Batch.Entries.Add(new BatchEntry(slot, tokens, context, BatchEntryKind.Continuing, sequence.IsDecoding, firstNewBlock));
    }

    /// <summary>Lets the whole cohort decode in this step, if everybody running is a member and the blocks are there.</summary>
    public bool TryDecodeTogether()
    {
        if (!Leaps || Cohort.Count < Running.Count || Cohort.BlocksTakenNext > Cache.Pool.Free)
        {
            return false;
        }

        Cohort.GrowBlocks(Cohort.BlocksOf(1));
        Batch.AddCohort(Cohort);
        return true;
    }

    /// <summary>Whether a sequence is in a batch whose output is still under way.</summary>
    public bool IsUnderWay(in Sequence sequence) => sequence.LastBatch > AppliedBatches;

    /// <summary>
    /// Whether a running sequence has nothing to compute because the token that comes next is still under way: in a synchronous pipeline.
    /// </summary>
    public bool AwaitsToken(in Sequence sequence) => !IsAsync && IsUnderWay(sequence) && sequence.IsDecoding;

    /// <summary>A batch object for this engine.</summary>
    public ScheduledBatch NewBatch() => new(_window);

    /// <summary>Begins a step, or several of which <paramref name="batch"/> will hold the last.</summary>
    public void Begin(ScheduledBatch batch, long steps = 1)
    {
        Batch = batch;
        _batches += steps;
        Batch.Clear(_batches);
    }

    /// <summary>The output of the batches up to number <paramref name="batch"/> is there, and nobody left with them.</summary>
    public void SkipTo(long batch) => AppliedBatches = batch;

    /// <summary>Members of the cohort are in every batch; the others have their own last one.</summary>
    public void DissolveCohort() => Cohort.Dissolve(_batches - 1);

    /// <summary>Tokens of a sequence that are there, the one under way left out.</summary>
    private int Delivered(in Sequence sequence) =>
        sequence.Known - (sequence.Known > sequence.Request.PromptTokens && sequence.Computed == sequence.Known - 1 && IsUnderWay(sequence) ? 1 : 0);

    /// <summary>
    /// For how many of the next <paramref name="steps"/> steps of the cohort the prefix cache gives the head of the queue the same hit. It
    /// changes when free content is evicted (even a second copy of it: the hit may then fall on one that somebody holds), and when an answer
    /// in the making turns out to be the next block of the prompt.
    /// </summary>
    public long StepsWithUnchangedHit(PrefixHit hit, long steps)
    {
        if (!Waiting.HeadStays)
        {
            return 0;
        }

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
}
