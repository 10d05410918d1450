using InferenceSim.KvCache;
using InferenceSim.Simulation;

namespace InferenceSim.Scheduling;

/// <summary>
/// SGLang's scheduler as of 0.5 (2025): a step is either prefill chunks only or decodes only, and prefill goes first whenever somebody
/// waiting fits. Waiting requests with the longest cached prefix go first while the queue is short. Admission does not reserve whole
/// outputs: it expects each running sequence to need a share of what it may still say, a share that shrinks while decoding goes well
/// (from 0.7 to 0.098 over 600 decode steps); where the bet is lost, sequences are taken back ("retracted") to be computed again.
/// Sequences whose prompt another engine has computed have nothing to prefill: they join the running decodes.
/// Not modelled: its pages of one token (blocks are those of <see cref="EngineOptions.BlockSize"/>), and mixing chunks into decodes.
/// </summary>
internal sealed class SglangBatching(EngineState state) : IBatchingPolicy
{
    private const int LongestSortedQueue = 128; // beyond it the queue is served in order of arrival
    private const double InitialShare = 0.7;
    private const double LeastShare = 0.098;
    private const int DecaySteps = 600;
    private const int StepsHeldFreeAfterRetraction = 20;

    private readonly EngineOptions _options = state.Options;
    private readonly BlockAllocator _cache = state.Cache;
    private readonly List<int> _order = [];
    private readonly List<(int Hit, int Place, int Slot)> _byHit = [];
    private double _shareAtReset = InitialShare;
    private long _resetAtDecodeStep;
    private long _receivedAtDecodeStep;

    private double ExpectedShare => Math.Max(
        LeastShare, _shareAtReset - ((state.Outputs.DecodeSteps - _resetAtDecodeStep) * ((InitialShare - LeastShare) / DecaySteps)));

    /// <inheritdoc/>
    public void Schedule(SimTime now)
    {
        int budget = _options.TokenBudget;
        Receive();
        ContinueChunkedPrompt(ref budget);
        AdmitWaiting(now, budget);
        if (state.Batch.Entries.Count == 0)
        {
            Decode();
            if (state.Batch.Preempted.Count == 0)
            {
                AdmitWaiting(now, budget, brought: true);
            }
        }

        state.Batch.Seal(state.Sequences);
        _receivedAtDecodeStep = state.Batch.PrefillChunks > 0 ? state.Outputs.DecodeSteps : _receivedAtDecodeStep; // the next step looks
    }

    /// <inheritdoc/>
    public long SteadySteps()
    {
        DecodeCohort cohort = state.Cohort;
        if (cohort.Count == 0 || cohort.Count < state.Running.Count)
        {
            return 0;
        }

        // What admission expects shrinks with every decode step, so while somebody waits for memory each step is asked anew.
        long steps = cohort.StepsWithin(_cache.Pool.Free, cohort.StepsToFirstFinish);
        bool isFull = state.Running.Count == _options.MaxSequences;
        return state.Waiting.Count == 0 || (isFull && _options.ReceiveIntervalSteps == 1) ? steps
            : !isFull && AnyReceived() ? 0
            : Math.Min(steps, StepsToReceive());
    }

    /// <summary>Looks at what has come, if it is time.</summary>
    private void Receive()
    {
        if (_options.ReceiveIntervalSteps == 1 || (StepsToReceive() > 0 && state.Running.Count > 0))
        {
            return;
        }

        _receivedAtDecodeStep = state.Outputs.DecodeSteps;
        _order.Clear();
        state.Waiting.CopyTo(_order);
        foreach (int slot in _order)
        {
            state.Sequences[slot].IsReceived = true;
        }
    }

    /// <summary>Decode steps before the step that looks at what has come.</summary>
    private long StepsToReceive()
    {
        long since = (state.Outputs.DecodeSteps - _receivedAtDecodeStep) % _options.ReceiveIntervalSteps;
        return since == 0 ? 0 : _options.ReceiveIntervalSteps - since;
    }

    private bool AnyReceived()
    {
        CopyReceived();
        return _order.Count > 0;
    }

    private void CopyReceived()
    {
        _order.Clear();
        state.Waiting.CopyTo(_order);
        int received = 0;
        for (int i = 0; i < _order.Count; i++)
        {
            if (IsReceived(state.Sequences[_order[i]]))
            {
                _order[received++] = _order[i];
            }
        }

        _order.RemoveRange(received, _order.Count - received);
    }

    private bool IsReceived(in Sequence sequence) => sequence.IsReceived || _options.ReceiveIntervalSteps == 1;

    /// <summary>The one prompt that was cut in an earlier step goes first.</summary>
    private void ContinueChunkedPrompt(ref int budget)
    {
        int slot = state.Running.Last;
        if (slot < 0 || state.Sequences[slot].InCohort || state.Sequences[slot].IsDecoding)
        {
            return;
        }

        ref Sequence sequence = ref state.Sequences[slot];
        int tokens = Math.Min(sequence.Known - (int)sequence.Computed, budget);
        if (_cache.BlocksFor((int)sequence.Computed + tokens) - sequence.Table.Count > _cache.Pool.Free)
        {
            return;
        }

        state.ScheduleRunning(slot, tokens);
        budget -= tokens;
    }

    private void Decode()
    {
        if (state.Running.Count > 0 && !state.TryDecodeTogether())
        {
            state.DissolveCohort();
            RetractUntilDecodesFit();
            DecodeRunning();
        }
    }

    /// <summary>Admits those whose prompts are to be computed, or those that have <paramref name="brought"/> their KV.</summary>
    private void AdmitWaiting(SimTime now, int budget, bool brought = false)
    {
        if (state.Waiting.Count == 0 || budget == 0 || state.Running.Count == _options.MaxSequences)
        {
            return;
        }

        SortWaiting();
        double expected = ExpectedBlocksOfRunning();
        foreach (int slot in _order)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            PrefixHit hit = _cache.Lookup(sequence.Table, sequence.Request, sequence.Known);
            int held = sequence.Held(hit.Blocks * _options.BlockSize);
            if (brought != (sequence.Brought > 0 && held == sequence.Known - 1))
            {
                continue;
            }

            double whole = _cache.BlocksFor(sequence.Limit - 1) - hit.Blocks + hit.FreeBlocks;
            bool alone = state.Running.Count == 0; // with nobody else the whole pool is there
            if (!alone && whole + expected > _cache.Pool.Free)
            {
                return;
            }

            int tokens = Math.Min(sequence.Known - held, budget);
            if (_cache.BlocksFor(held + tokens) - hit.Blocks + hit.FreeBlocks > _cache.Pool.Free)
            {
                return;
            }

            state.Waiting.Remove(slot);
            state.Admit(slot, now, tokens, hit, held + tokens);
            expected += _cache.BlocksFor(sequence.Limit - 1) - sequence.Table.Count;
            budget -= tokens;
            if (budget == 0 || state.Running.Count == _options.MaxSequences)
            {
                return;
            }
        }
    }

    /// <summary>Longest cached prefix first while the queue is short, else (and among equals) in order.</summary>
    private void SortWaiting()
    {
        CopyReceived();
        if (!_options.PrefixCaching || _order.Count > LongestSortedQueue)
        {
            return;
        }

        _byHit.Clear();
        foreach (int slot in _order)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            _byHit.Add((_cache.Lookup(sequence.Table, sequence.Request, sequence.Known).Blocks, _byHit.Count, slot));
        }

        _byHit.Sort(static (a, b) => a.Hit != b.Hit ? b.Hit.CompareTo(a.Hit) : a.Place.CompareTo(b.Place));
        for (int i = 0; i < _byHit.Count; i++)
        {
            _order[i] = _byHit[i].Slot;
        }
    }

    /// <summary>Blocks that the running sequences are expected to take still: the rest of their prompts, and a share of what they may say.</summary>
    private double ExpectedBlocksOfRunning() => state.Expected.Outstanding * ExpectedShare;

    /// <summary>Takes back those with the fewest outputs, among equals the longest prompts, until the others can decode.</summary>
    private void RetractUntilDecodesFit()
    {
        bool retracted = false;
        while (BlocksOfNextDecode() > _cache.Pool.Free)
        {
            state.Leaving.Preempt(LeastAdvanced());
            retracted = true;
        }

        if (retracted)
        {
            _shareAtReset = ShareAfterRetraction();
            _resetAtDecodeStep = state.Outputs.DecodeSteps;
        }
    }

    private int BlocksOfNextDecode()
    {
        int blocks = 0;
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            blocks += _cache.BlocksFor((int)sequence.Computed + 1) - sequence.Table.Count;
        }

        return blocks;
    }

    private int LeastAdvanced()
    {
        int least = state.Running.First;
        for (int slot = least; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            (int, int) candidate = (state.Sequences[slot].Outputs, -state.Sequences[slot].Request.PromptTokens);
            if (candidate.CompareTo((state.Sequences[least].Outputs, -state.Sequences[least].Request.PromptTokens)) < 0)
            {
                least = slot;
            }
        }

        return least;
    }

    /// <summary>The share that the remaining sequences have said already, and what they will say in the next steps.</summary>
    private double ShareAfterRetraction()
    {
        long said = 0, asked = 0;
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            said += state.Sequences[slot].Outputs;
            asked += state.Sequences[slot].Limit - state.Sequences[slot].Request.PromptTokens;
        }

        return asked == 0 ? InitialShare : Math.Min(1, (said + (StepsHeldFreeAfterRetraction * state.Running.Count)) / (double)asked);
    }

    private void DecodeRunning()
    {
        for (int slot = state.Running.First; slot >= 0; slot = state.Sequences[slot].NextRunning)
        {
            ref Sequence sequence = ref state.Sequences[slot];
            int tokens = sequence.IsDecoding ? 1 : 0;
            if (tokens > 0)
            {
                state.ScheduleRunning(slot, tokens);
            }
        }
    }
}
