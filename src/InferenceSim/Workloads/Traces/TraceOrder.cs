using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>The order and the times of a trace's requests while it is loaded.</summary>
internal sealed class TraceOrder
{
    private readonly SimDuration[]? _delays;
    private int[]? _after;
    private int[]? _moved;

    public TraceOrder(List<Request> requests, List<int> after, List<SimDuration> delays)
    {
        Requests = [.. requests];
        if (after.Any(a => a >= 0))
        {
            _after = [.. after];
            _delays = [.. delays];
        }

    }

    /// <summary>The requests, in order of their index.</summary>
    public Request[] Requests { get; private set; }

    /// <summary>Time from the completion that releases a request to its arrival, or <c>null</c> where no request releases another.</summary>
    public SimDuration[]? Delays => _delays;

    /// <summary>Whether sorting changed the order.</summary>
    public bool Moved => _moved is not null;

    /// <summary>Where the request that was loaded as number <paramref name="loaded"/> stands now.</summary>
    public int NewIndexOf(int loaded) => _moved is null ? loaded : _moved[loaded];

    /// <summary>Sorts by arrival, equal ones in file order, if a row that arrives by time stands behind a later one.</summary>
    public void SortIfNeeded()
    {
        SimTime last = new(long.MinValue);
        bool sorted = true;
        for (int i = 0; i < Requests.Length; i++)
        {
            if (_after is null || _after[i] < 0)
            {
                sorted &= Requests[i].Arrival >= last;
                last = Requests[i].Arrival;
            }
        }

        if (!sorted)
        {
            Sort();
        }
    }

    /// <summary>Moves all arrivals so that the first is at 0.</summary>
    public void MoveToZero()
    {
        SimTime first = Requests.Where((_, i) => _after is null || _after[i] < 0).Min(r => r.Arrival);
        if (first != SimTime.Zero)
        {
            for (int i = 0; i < Requests.Length; i++)
            {
                Requests[i] = Requests[i] with { Arrival = SimTime.Zero + (Requests[i].Arrival - first) };
            }
        }
    }

    /// <summary>Spreads requests of one tick of the recording's grid at random over the time to the next tick, in file order.</summary>
    public void SpreadOverGrid(TraceOptions options)
    {
        if (options.SpreadGridSeconds == 0)
        {
            return;
        }

        double seconds = options.SpreadGridSeconds / options.RateScale;
        RandomStream random = new(0);
        ulong key = RandomStream.PurposeKey(options.Seed, "trace-grid");
        int[] timed = [.. Enumerable.Range(0, Requests.Length).Where(i => _after is null || _after[i] < 0)];
        int start = 0;
        for (int i = 1; i <= timed.Length; i++)
        {
            if (i == timed.Length || Requests[timed[i]].Arrival != Requests[timed[start]].Arrival)
            {
                // Never past the next tick, so that a grid wider than the recording's keeps the order.
                double room = i == timed.Length ? seconds : (Requests[timed[i]].Arrival - Requests[timed[start]].Arrival).Seconds;
                random.Reseed(key, start);
                Spread(timed.AsSpan(start..i), random, Math.Min(seconds, room));
                start = i;
            }
        }
    }

    /// <summary>For each request the one that it releases, or -1; <c>null</c> if none releases another.</summary>
    public int[]? Next()
    {
        if (_after is null)
        {
            return null;
        }

        int[] next = new int[_after.Length];
        Array.Fill(next, -1);
        for (int i = 0; i < _after.Length; i++)
        {
            if (_after[i] >= 0)
            {
                next[_after[i]] = i;
            }
        }

        return next;
    }

    private void Spread(ReadOnlySpan<int> tick, RandomStream random, double seconds)
    {
        long[] offsets = new long[tick.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (long)(random.NextUniform() * seconds * SimDuration.PicosecondsPerSecond);
        }

        Array.Sort(offsets);
        for (int i = 0; i < offsets.Length; i++)
        {
            Request request = Requests[tick[i]];
            Requests[tick[i]] = request with { Arrival = request.Arrival + new SimDuration(offsets[i]) };
        }
    }

    private void Sort()
    {
        int[] order = [.. Enumerable.Range(0, Requests.Length).OrderBy(i => Requests[i].Arrival)]; // OrderBy is stable
        _moved = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            _moved[order[i]] = i;
        }

        Requests = [.. order.Select(i => Requests[i])];
        if (_after is not null)
        {
            int[] after = _after;
            SimDuration[] delays = [.. _delays!];
            _after = [.. order.Select(i => after[i] < 0 ? -1 : _moved[after[i]])];
            for (int i = 0; i < order.Length; i++)
            {
                _delays![i] = delays[order[i]];
            }
        }
    }
}
