using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// When the clients of an engine's requests give up: those that are still there, in order of time. A request that was taken away and came again
/// may be watched twice; its client gives up once.
/// </summary>
/// <param name="state">The engine.</param>
/// <param name="underWay">Its batches under way.</param>
/// <param name="account">Counts its requests.</param>
internal sealed class ClientPatience(EngineState state, BatchesUnderWay underWay, ReplicaAccount account)
{
    private readonly PriorityQueue<(int Slot, int Request), (SimTime End, int Request)> _ends = new();

    /// <summary>When the next client gives up; <see cref="SimTime.Never"/> if none does.</summary>
    public SimTime Next
    {
        get
        {
            while (_ends.TryPeek(out (int Slot, int Request) of, out (SimTime End, int) end))
            {
                ref readonly Sequence sequence = ref state.Sequences[of.Slot];
                if (sequence is { IsPresent: true, IsCancelled: false } && sequence.Request.Index == of.Request)
                {
                    return end.End;
                }

                _ends.Dequeue();
            }

            return SimTime.Never;
        }
    }

    /// <summary>Watches a request from its arrival on.</summary>
    public void Watch(int slot, in Request request)
    {
        if (request.Patience > SimDuration.Zero)
        {
            _ends.Enqueue((slot, request.Index), (request.Arrival + request.Patience, request.Index));
        }
    }

    /// <summary>Lets those go whose clients have given up by <paramref name="now"/>: at once, or with a batch under way that they are in.</summary>
    public void LetGo(SimTime now)
    {
        while (Next <= now)
        {
            int slot = _ends.Dequeue().Slot;
            int finishedBefore = state.Outputs.Finished.Count;
            bool endsNow = state.Leaving.Cancel(slot);
            if (state.Sequences[slot].IsCancelled)
            {
                state.Outputs.End(slot, endsNow ? null : underWay[state.Sequences[slot].LastBatch], now);
            }

            account.Leave(state.Outputs.Finished.Count - finishedBefore);
        }
    }
}
