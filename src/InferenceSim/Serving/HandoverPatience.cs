using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>When the clients of requests between two replicas give up: those that no replica watches meanwhile, in order of time.</summary>
/// <param name="handovers">The requests.</param>
internal sealed class HandoverPatience(HandoverTable handovers)
{
    private readonly PriorityQueue<Handover, (SimTime Time, int Request)> _ends = new();

    /// <summary>When the next client gives up; <see cref="SimTime.Never"/> if none does.</summary>
    public SimTime Next
    {
        get
        {
            while (_ends.TryPeek(out Handover? handover, out (SimTime Time, int) key))
            {
                if (handover.State is HandoverState.Waiting or HandoverState.Pushed && handovers.Contains(handover))
                {
                    return key.Time;
                }

                _ends.Dequeue();
            }

            return SimTime.Never;
        }
    }

    /// <summary>Watches a request whose client will give up at <paramref name="end"/>.</summary>
    public void Watch(Handover handover, SimTime end) => _ends.Enqueue(handover, (end, handover.Request.Index));

    /// <summary>Takes the one whose client gives up at <see cref="Next"/>.</summary>
    public Handover Take() => _ends.Dequeue();
}
