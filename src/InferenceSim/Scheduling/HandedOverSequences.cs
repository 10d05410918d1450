using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// Sequences that two engines share: whose prompt is computed here and whose KV stays until another engine has it, or whose prompt was computed
/// at another.
/// </summary>
internal sealed class HandedOverSequences(EngineState state)
{
    private readonly Dictionary<int, int> _kept = []; // request to slot

    /// <summary>Whether sequences that have ended still hold blocks until they are fetched.</summary>
    public bool HoldBlocks => _kept.Count > 0;

    /// <summary>Takes in an arrival whose KV stays when it ends, unless its client gives up, until <see cref="Release"/>.</summary>
    /// <returns>Its slot.</returns>
    public int Enqueue(in Request request)
    {
        int slot = state.Enqueue(request);
        state.Sequences[slot].HandsOver = true;
        return slot;
    }

    /// <summary>
    /// Takes in a sequence whose prompt another engine has computed and which got its first token at <paramref name="firstToken"/>; it brings
    /// the KV of <paramref name="brought"/> tokens, but for the first <paramref name="behind"/>, which were cached here.
    /// </summary>
    /// <returns>Its slot.</returns>
    public int EnqueuePrefilled(in Request request, SimTime firstToken, int brought, int behind)
    {
        int slot = state.Enqueue(request);
        ref Sequence sequence = ref state.Sequences[slot];
        sequence.Known = request.PromptTokens + 1;
        sequence.Brought = brought;
        sequence.BroughtBehind = behind;
        sequence.FirstToken = firstToken;
        sequence.LastToken = firstToken;
        return slot;
    }

    /// <summary>The same for one that fetches the KV of its prompt from the other engine itself, once it has blocks for it.</summary>
    /// <returns>Its slot.</returns>
    public int EnqueuePulling(in Request request, SimTime firstToken)
    {
        int slot = EnqueuePrefilled(request, firstToken, 0, 0);
        state.Sequences[slot].Pulls = true;
        return slot;
    }

    /// <summary>A sequence has ended, and its blocks stay.</summary>
    public void Keep(int slot) => _kept.Add(state.Sequences[slot].Request.Index, slot);

    /// <summary>Whether the KV of a request that has ended is kept: not if it was preempted while its token was under way.</summary>
    public bool Keeps(int request) => _kept.ContainsKey(request);

    /// <summary>The KV of a sequence that has ended has been fetched: its blocks are free.</summary>
    public void Release(int request)
    {
        _ = _kept.Remove(request, out int slot);
        state.Leaving.Discard(slot);
    }

    /// <summary>Takes a request away that waits, for its turn or for its blocks.</summary>
    /// <returns>Output tokens that it had, or -1 if it does not wait.</returns>
    public int Withdraw(int request)
    {
        List<int> slots = [];
        state.Waiting.CopyTo(slots);
        state.Loads.CopyTo(slots);
        int at = slots.FindIndex(s => state.Sequences[s].Request.Index == request);
        if (at < 0)
        {
            return -1;
        }

        ref Sequence sequence = ref state.Sequences[slots[at]];
        int outputs = sequence.Outputs;
        if (sequence.IsLoading)
        {
            state.Loads.Withdraw(slots[at]);
        }
        else
        {
            state.Leaving.Retire(slots[at]);
        }

        return outputs;
    }
}
