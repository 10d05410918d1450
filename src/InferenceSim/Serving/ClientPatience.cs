using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// When the clients of an engine's requests give up: those that are still there, in order of time. A request that was taken away and came again
/// may be watched twice; its client gives up once.
/// </summary>
internal sealed class ClientPatience(SequenceTable sequences)
{
    private readonly PriorityQueue<(int Slot, int Request), (SimTime End, int Request)> _ends = new();

    /// <summary>When the next client gives up; <see cref="SimTime.Never"/> if none does.</summary>
    public SimTime Next
    {
        get
        {
            while (_ends.TryPeek(out (int Slot, int Request) of, out (SimTime End, int) end))
            {
                ref readonly Sequence sequence = ref sequences[of.Slot];
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

    /// <summary>Takes the next whose client has given up at or before <paramref name="now"/>, if there is one.</summary>
    public bool TryTake(SimTime now, out int slot)
    {
        slot = -1;
        if (Next > now)
        {
            return false;
        }

        slot = _ends.Dequeue().Slot;
        return true;
    }
}
