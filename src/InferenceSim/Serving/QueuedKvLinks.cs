using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>Links that send and receive one KV cache at a time, first come, first served.</summary>
/// <param name="options">What a transfer costs.</param>
/// <param name="bytesPerSecond">The bandwidth of each replica's link; 0 for one without limit.</param>
internal sealed class QueuedKvLinks(KvTransferOptions options, double[] bytesPerSecond) : IKvLinks
{
    private readonly SimTime[] _sends = new SimTime[bytesPerSecond.Length];
    private readonly SimTime[] _receives = new SimTime[bytesPerSecond.Length];
    private readonly PriorityQueue<Handover, (SimTime Time, long Order)> _arrivals = new();
    private long _order;

    /// <inheritdoc/>
    public SimTime NextArrival => _arrivals.TryPeek(out _, out (SimTime Time, long Order) key) ? key.Time : SimTime.Never;

    /// <inheritdoc/>
    public void Send(Handover handover, SimTime now)
    {
        (int from, int to) = (handover.From, handover.To);
        SimDuration whole = Length(from, to, options.BytesOf(handover));
        SimTime earliest = options.OverlappedLayers is null ? now : handover.Prefill.FirstScheduled;
        SimTime end = Latest(earliest, Latest(_sends[from], _receives[to])) + whole;
        if (options.OverlappedLayers is int layers)
        {
            end = Latest(end, now + new SimDuration((whole.Picoseconds + layers - 1) / layers));
        }

        _sends[from] = end;
        _receives[to] = end;
        _arrivals.Enqueue(handover, (end + options.Latency, _order++));
    }

    /// <inheritdoc/>
    public Handover Arrive() => _arrivals.Dequeue();

    private SimDuration Length(int from, int to, double bytes)
    {
        double slower = bytesPerSecond[from] == 0 ? bytesPerSecond[to] : bytesPerSecond[to] == 0 ? bytesPerSecond[from] : Math.Min(bytesPerSecond[from], bytesPerSecond[to]);
        return slower == 0 ? SimDuration.Zero : SimDuration.FromSeconds(bytes / slower);
    }

    private static SimTime Latest(SimTime left, SimTime right) => left > right ? left : right;
}
