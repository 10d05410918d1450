namespace InferenceSim.Serving.Routing;

/// <summary>
/// What a router knows of the replicas: which take requests, and the requests that each was sent and has not finished. A router counts
/// these itself from what it sends and what comes back; tokens are the input and output tokens of those requests, all of them until the
/// request ends.
/// </summary>
/// <param name="replicas">Replicas there can ever be.</param>
internal sealed class FleetLoad(int replicas)
{
    private readonly long[] _requests = new long[replicas];
    private readonly long[] _tokens = new long[replicas];
    private readonly int[] _available = new int[replicas];
    private readonly int[] _place = Enumerable.Repeat(-1, replicas).ToArray();

    /// <summary>Replicas there can ever be.</summary>
    public int Count => replicas;

    /// <summary>Replicas that take requests, in no particular but always the same order.</summary>
    public ReadOnlySpan<int> Available => _available.AsSpan(0, AvailableCount);

    /// <summary>How many take requests.</summary>
    public int AvailableCount { get; private set; }

    /// <summary>Whether <paramref name="replica"/> takes requests.</summary>
    public bool IsAvailable(int replica) => _place[replica] >= 0;

    /// <summary>Requests sent to <paramref name="replica"/> and not finished.</summary>
    public long Requests(int replica) => _requests[replica];

    /// <summary>Their input and output tokens.</summary>
    public long Tokens(int replica) => _tokens[replica];

    /// <summary>Requests were sent, or, if negative, ended.</summary>
    public void Add(int replica, long requests, long tokens)
    {
        _requests[replica] += requests;
        _tokens[replica] += tokens;
    }

    /// <summary>Says whether <paramref name="replica"/> takes requests.</summary>
    public void SetAvailable(int replica, bool available)
    {
        int place = _place[replica];
        if (available == (place >= 0))
        {
            return;
        }

        if (available)
        {
            _place[replica] = AvailableCount;
            _available[AvailableCount++] = replica;
            return;
        }

        int last = _available[--AvailableCount];
        _available[place] = last;
        _place[last] = place;
        _place[replica] = -1;
    }
}
