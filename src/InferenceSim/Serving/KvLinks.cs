using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>The links of the replicas, over which KV caches go: each sends and receives one at a time, first come, first served.</summary>
/// <param name="options">What a transfer costs.</param>
/// <param name="bytesPerSecond">The bandwidth of each replica's link; 0 for one without limit.</param>
internal sealed class KvLinks(KvTransferOptions options, double[] bytesPerSecond)
{
    private readonly SimTime[] _sends = new SimTime[bytesPerSecond.Length];
    private readonly SimTime[] _receives = new SimTime[bytesPerSecond.Length];

    /// <summary>
    /// Sends the KV of <paramref name="tokens"/> tokens whose computing began at <paramref name="began"/> and ended at
    /// <paramref name="now"/>.
    /// </summary>
    /// <returns>When all of it is there.</returns>
    public SimTime Send(int from, int to, int tokens, SimTime began, SimTime now)
    {
        SimDuration whole = Length(from, to, tokens);
        SimTime start = Latest(options.OverlappedLayers is null ? now : began, Latest(_sends[from], _receives[to]));
        SimTime end = start + whole;
        if (options.OverlappedLayers is int layers)
        {
            end = Latest(end, now + new SimDuration((whole.Picoseconds + layers - 1) / layers));
        }

        _sends[from] = end;
        _receives[to] = end;
        return end + options.Latency;
    }

    private SimDuration Length(int from, int to, int tokens)
    {
        double slower = bytesPerSecond[from] == 0 ? bytesPerSecond[to] : bytesPerSecond[to] == 0 ? bytesPerSecond[from] : Math.Min(bytesPerSecond[from], bytesPerSecond[to]);
        return slower == 0 ? SimDuration.Zero : SimDuration.FromSeconds((double)options.BytesPerToken * tokens / slower);
    }

    private static SimTime Latest(SimTime left, SimTime right) => left > right ? left : right;
}
