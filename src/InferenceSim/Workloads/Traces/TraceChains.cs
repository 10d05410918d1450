using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>A trace seen as chains of requests that release each other; a row of its own is a chain of one. Immutable and shared.</summary>
internal sealed class TraceChains
{
    private readonly int[]? _next;
    private readonly int[] _root;
    private readonly int[] _turn;

    public TraceChains(Request[] requests, int[]? next, SimDuration[]? delays)
    {
        Requests = requests;
        Delays = delays;
        _next = next;
        _root = new int[requests.Length];
        _turn = new int[requests.Length];
        Array.Fill(_root, -1);
        List<int> roots = [];
        bool[] released = new bool[requests.Length];
        foreach (int i in next ?? [])
        {
            if (i >= 0)
            {
                released[i] = true;
            }
        }

        for (int i = 0; i < requests.Length; i++)
        {
            if (!released[i])
            {
                roots.Add(i);
                Follow(i);
            }
        }

        Roots = [.. roots];
        SessionSpan = requests.Max(r => r.Session) + 1;
        BlockSpan = requests.Max(r => MaxBlock(r.Content)) + 1;
    }

    public Request[] Requests { get; }

    public SimDuration[]? Delays { get; }

    /// <summary>The first request of each chain.</summary>
    public int[] Roots { get; }

    /// <summary>One more than the highest session number.</summary>
    public int SessionSpan { get; }

    /// <summary>One more than the highest block id.</summary>
    public long BlockSpan { get; }

    public bool HasTurns => _next is not null;

    /// <summary>The request that <paramref name="index"/> releases, or -1.</summary>
    public int Next(int index) => _next is null ? -1 : _next[index];

    /// <summary>The first request of the chain of <paramref name="index"/>.</summary>
    public int Root(long index) => index < _root.Length ? _root[index] : -1;

    /// <summary>The place of <paramref name="index"/> in its chain, from 0.</summary>
    public int Turn(long index) => _turn[index];

    private void Follow(int root)
    {
        int turn = 0;
        for (int i = root; i >= 0; i = Next(i))
        {
            _root[i] = root;
            _turn[i] = turn++;
        }
    }

    private static long MaxBlock(PromptSegment[]? content)
    {
        long max = -1;
        foreach (PromptSegment segment in content ?? [])
        {
            max = ContentNumbers.IsTraceBlock(segment.Stream) ? Math.Max(max, ContentNumbers.IdOf(segment.Stream)) : max;
        }

        return max;
    }
}
