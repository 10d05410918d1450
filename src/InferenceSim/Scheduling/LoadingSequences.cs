using InferenceSim.KvCache;
using InferenceSim.KvCache.Tiers;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// Sequences that wait outside the batches for blocks that a tier (<see cref="KvLoadMode.Async"/>) or a prefill engine sends. They hold the blocks
/// that are filled, cannot be preempted, and count as waiting. What they load is found by others only once it is there; until then whoever
/// wants the same waits for it rather than load it twice.
/// </summary>
internal sealed class LoadingSequences(EngineState state)
{
    private readonly List<Load> _loads = []; // in order of their beginning
    private readonly List<int> _landed = [];
    private readonly HashSet<ulong> _onTheWay = [];
    private readonly bool _isAsync = state.Options is { KvLoad: KvLoadMode.Async, LetsSequencesWaitForBlocks: true };

    /// <summary>When the next load ends that has not been seen to end; <see cref="SimTime.Never"/> if none is under way.</summary>
    public SimTime NextReady { get; private set; } = SimTime.Never;

    /// <summary>Whether a load is under way.</summary>
    public bool AreUnderWay => _loads.Count > 0;

    /// <summary>
    /// Asks another engine for the KV of a request, of which so many leading tokens are here; <see cref="Deliver"/> says when it has come.
    /// </summary>
    public Action<int, int, SimTime>? Pull { get; set; }

    /// <summary>How many wait, those whose load has ended included.</summary>
    public int Count { get; private set; }

    /// <summary>Slots whose load has ended, in the order in which they are admitted.</summary>
    public IReadOnlyList<int> Landed => _landed;

    /// <summary>Whether one of the blocks that a hit would fetch is on its way for somebody else.</summary>
    public bool AreOnTheWay(in Sequence sequence, PrefixHit hit)
    {
        if (_onTheWay.Count == 0)
        {
            return false;
        }

        foreach (ulong hash in sequence.Table.Hashes[(hit.Blocks - hit.FetchedBlocks)..hit.Blocks])
        {
            if (_onTheWay.Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether blocks of a tier are fetched before a sequence is admitted; what it has in host memory or has brought spares it that.</summary>
    public bool ComesFirst(in Sequence sequence, PrefixHit hit) =>
        sequence.Pulls || (_isAsync && hit.FetchedBlocks > 0 && sequence is { SwappedTokens: 0, Brought: 0 });

    /// <summary>
    /// Whether a sequence may take the blocks of a hit to wait for those that a tier sends. It holds them for the whole of the load and cannot be
    /// preempted, so what others need to end their prompts is left to them (as in vLLM, whose admission of loads subtracts it too).
    /// </summary>
    public bool CanBegin(in Sequence head, PrefixHit hit, int blocksSpokenFor)
    {
        EngineOptions options = state.Options;
        int watermark = state.Running.Count > 0 ? options.WatermarkBlocks : 0;
        int free = state.Cache.Pool.Free - hit.FreeBlocks - watermark;
        if (options.ReserveOutput)
        {
            return state.Cache.BlocksFor(options.MostSlots(head.Limit)) - hit.Blocks <= free - state.Expected.Outstanding;
        }

        free -= blocksSpokenFor + BlocksToCome();
        int filled = head.Pulls ? state.Cache.BlocksFor(head.Request.PromptTokens) - hit.Blocks : 0;
        int whole = state.Cache.BlocksFor(Math.Min(head.Known, options.MaxModelLength)) - hit.Blocks;
        return free >= filled && (!options.ReserveFullSequence || whole <= free);
    }

    /// <summary>
    /// Lets the head of the queue take the blocks of a hit of which a tier sends the last ones, or those of a prompt that another engine sends,
    /// and wait for them outside the batches. The caller has checked that the blocks are there.
    /// </summary>
    public void BeginWithHead(SimTime now, PrefixHit hit)
    {
        int slot = state.Waiting.Head;
        state.Waiting.RemoveHead();
        ref Sequence sequence = ref state.Sequences[slot];
        state.Expected.Add(sequence);
        SimTime ready = state.Cache.Attach(sequence.Table, hit, now, registersFetched: false);
        if (!sequence.Pulls)
        {
            Begin(slot, hit.FetchedBlocks, ready);
            return;
        }

        state.Cache.Grow(sequence.Table, sequence.Request.PromptTokens);
        sequence.Pulls = false;
        sequence.Brought = sequence.Request.PromptTokens;
        sequence.BroughtBehind = hit.Blocks * state.Options.BlockSize;
        BeginPull(slot, now);
    }

    /// <summary>A sequence that holds its blocks begins to wait for the last <paramref name="fetched"/> of them, until <paramref name="ready"/>.</summary>
    private void Begin(int slot, int fetched, SimTime ready)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        sequence.IsLoading = true;
        foreach (ulong hash in Fetched(sequence, fetched))
        {
            _onTheWay.Add(hash);
        }

        _loads.Add(new Load(slot, fetched, ready));
        NextReady = ready < NextReady ? ready : NextReady;
        Count++;
    }

    /// <summary>A sequence that holds the blocks of its prompt begins to wait for another engine, from which what is not here is asked.</summary>
    private void BeginPull(int slot, SimTime now)
    {
        ref Sequence sequence = ref state.Sequences[slot];
        Begin(slot, 0, SimTime.Never);
        Pull!(sequence.Request.Index, sequence.BroughtBehind, now);
    }

    /// <summary>What was pulled for a request is there at <paramref name="time"/>.</summary>
    public void Deliver(int request, SimTime time)
    {
        int at = _loads.FindIndex(l => state.Sequences[l.Slot].Request.Index == request);
        _loads[at] = _loads[at] with { Ready = time };
        NextReady = time < NextReady ? time : NextReady;
    }

    /// <summary>Sees the loads that have ended by <paramref name="now"/>: their content is found from now on. Those given up free their blocks.</summary>
    public void Land(SimTime now)
    {
        if (NextReady <= now)
        {
            LandAll(now);
        }
    }

    /// <summary>Takes out one whose load has ended, to be admitted.</summary>
    public void Remove(int slot)
    {
        _landed.Remove(slot);
        state.Sequences[slot].IsLoading = false;
        Count--;
    }

    /// <summary>The client of one has given up: its blocks are free when nobody writes to them any more.</summary>
    /// <returns>Whether that is now.</returns>
    public bool Abandon(int slot)
    {
        Count--;
        return _landed.Remove(slot);
    }

    /// <summary>Takes one away before it ends, with what is on its way to it.</summary>
    public void Withdraw(int slot)
    {
        _landed.Remove(slot);
        _loads.RemoveAll(l => l.Slot == slot);
        Count--;
        state.Leaving.Discard(slot);
    }

    /// <summary>Copies the slots of those that wait.</summary>
    public void CopyTo(List<int> slots)
    {
        slots.AddRange(_landed);
        foreach (Load load in _loads)
        {
            if (!state.Sequences[load.Slot].IsCancelled)
            {
                slots.Add(load.Slot);
            }
        }
    }

    /// <summary>Blocks that they, and those running whose prompts are not done, will take until all that is known of them is computed.</summary>
    private int BlocksToCome()
    {
        int blocks = 0;
        foreach (int slot in _landed)
        {
            blocks += BlocksToCome(state.Sequences[slot]);
        }

        foreach (Load load in _loads)
        {
            blocks += state.Sequences[load.Slot].IsCancelled ? 0 : BlocksToCome(state.Sequences[load.Slot]);
        }

        // Members of the cohort have all they know of.
        for (int slot = state.Cohort.Count == state.Running.Count ? -1 : state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref readonly Sequence sequence = ref state.Sequences[slot];
            blocks += sequence.InCohort || sequence.IsDecoding ? 0 : Math.Max(0, BlocksToCome(sequence));
        }

        return blocks;
    }

    /// <summary>Blocks that a sequence that holds some will still take until all that is known of it is computed.</summary>
    private int BlocksToCome(in Sequence sequence) =>
        state.Cache.BlocksFor(Math.Min(sequence.Known, state.Options.MaxModelLength)) - sequence.Table.Count;

    private void LandAll(SimTime now) // apart: its closure would be made anew in every step
    {
        NextReady = SimTime.Never;
        _loads.RemoveAll(load =>
        {
            if (load.Ready > now)
            {
                NextReady = load.Ready < NextReady ? load.Ready : NextReady;
                return false;
            }

            Land(load);
            return true;
        });
    }

    private void Land(Load load)
    {
        ref Sequence sequence = ref state.Sequences[load.Slot];
        foreach (ulong hash in Fetched(sequence, load.Fetched))
        {
            _onTheWay.Remove(hash);
        }

        if (sequence.IsCancelled)
        {
            state.Leaving.Discard(load.Slot);
            return;
        }

        int tokens = sequence.Brought > 0 ? sequence.Brought : sequence.Table.Count * state.Cache.BlockSize;
        state.Cache.Register(sequence.Table, sequence.Request, tokens);
        _landed.Add(load.Slot);
    }

    // Of what another engine sends the content may not be known as far as the table goes.
    private static ReadOnlySpan<ulong> Fetched(in Sequence sequence, int blocks) =>
        blocks == 0 ? [] : sequence.Table.Hashes[(sequence.Table.Count - blocks)..sequence.Table.Count];

    private readonly record struct Load(int Slot, int Fetched, SimTime Ready);
}
