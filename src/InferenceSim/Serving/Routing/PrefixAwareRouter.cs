using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>
/// The longest cached prefix against load: the replica where the tokens still to be served, with those of this prompt that it has not
/// cached, are fewest. This is the cost of NVIDIA Dynamo's KV router (prefill tokens without the overlap, plus active tokens), with
/// both weights 1. Among equals the one that was picked longest ago.
/// </summary>
internal sealed class PrefixAwareRouter(FleetLoad load, Replica[] replicas) : IRouter
{
    private readonly BlockTable _hashes = new();
    private readonly long[] _pickedAs = new long[load.Count];
    private long _picks;

    /// <inheritdoc/>
    public bool SeesCaches => true;

    /// <inheritdoc/>
    public int Pick(in Request request, SimTime now)
    {
        int best = -1;
        long least = long.MaxValue;
        int blockSize = 0;
        foreach (int replica in load.Available)
        {
            BlockAllocator cache = replicas[replica].State.Cache;
            if (cache.BlockSize != blockSize)
            {
                blockSize = cache.BlockSize;
                _hashes.Clear();
            }

            long uncached = request.PromptTokens - ((long)cache.Lookup(_hashes, request, request.PromptTokens).Blocks * blockSize);
            long cost = load.Tokens(replica) + uncached;
            if (best < 0 || cost < least || (cost == least && IsOlder(replica, best)))
            {
                (best, least) = (replica, cost);
            }
        }

        _hashes.Clear();
        if (best >= 0)
        {
            _pickedAs[best] = ++_picks;
        }

        return best;
    }

    /// <inheritdoc/>
    public void OnChanged(int replica)
    {
    }

    private bool IsOlder(int replica, int best) =>
        _pickedAs[replica] < _pickedAs[best] || (_pickedAs[replica] == _pickedAs[best] && replica < best);
}
