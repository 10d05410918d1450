using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>
/// Consistent hashing (Karger et al. 1997): every replica owns points of a ring, a request goes to the owner of the next point after its
/// key. When a replica comes or goes, only the keys of its own points move.
/// </summary>
internal sealed class AffinityRouter : IRouter
{
    private const int PointsPerReplica = 128;
    private readonly FleetLoad _load;
    private readonly Func<Request, ulong> _key;
    private readonly ulong[] _points;
    private readonly int[] _owners;

    /// <param name="load">Which replicas take requests.</param>
    /// <param name="seed">Seed of the ring.</param>
    /// <param name="key">What requests of one session, or of one prefix, have in common.</param>
    public AffinityRouter(FleetLoad load, ulong seed, Func<Request, ulong> key)
    {
        _load = load;
        _key = key;
        _points = new ulong[load.Count * PointsPerReplica];
        _owners = new int[_points.Length];
        for (int replica = 0; replica < load.Count; replica++)
        {
            RandomStream random = RandomStream.For(seed, "hash ring", replica);
            for (int i = 0; i < PointsPerReplica; i++)
            {
                _points[(replica * PointsPerReplica) + i] = random.NextUInt64();
                _owners[(replica * PointsPerReplica) + i] = replica;
            }
        }

        Array.Sort(_points, _owners);
    }

    /// <summary>The session of a request; one that belongs to none has a key of its own.</summary>
    public static ulong SessionKey(Request request) =>
        request.Session >= 0 ? Spread((ulong)request.Session) : Spread(TokenStreams.Unique(request.Index));

    /// <summary>The token stream that the prompt begins with.</summary>
    public static ulong PrefixKey(Request request) =>
        Spread(request.Content is [{ } first, ..] ? first.Stream : TokenStreams.Unique(request.Index));

    /// <inheritdoc/>
    public bool SeesCaches => false;

    /// <inheritdoc/>
    public int Pick(in Request request, SimTime now)
    {
        if (_load.AvailableCount == 0)
        {
            return -1;
        }

        int point = Array.BinarySearch(_points, _key(request));
        point = point < 0 ? ~point : point;
        for (int i = 0; i < _points.Length; i++)
        {
            int owner = _owners[(point + i) % _points.Length];
            if (_load.IsAvailable(owner))
            {
                return owner;
            }
        }

        return -1;
    }

    /// <inheritdoc/>
    public void OnChanged(int replica)
    {
    }

    private static ulong Spread(ulong key) => RandomStream.PurposeKey(key, "affinity");
}
