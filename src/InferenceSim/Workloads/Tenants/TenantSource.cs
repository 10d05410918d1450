using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Tenants;

/// <summary>Merges the requests of several tenants by time, each read one ahead.</summary>
internal sealed class TenantSource : IRequestSource
{
    private readonly Lane?[] _lanes;

    /// <param name="tenants">The tenants' workloads by their number; <c>null</c> for one that sends nothing.</param>
    public TenantSource(IReadOnlyList<(IWorkload? Workload, TenantNumbers Numbers)> tenants)
    {
        _lanes = [.. tenants.Select(t => t.Workload is null ? null : new Lane(t.Workload.Start(), t.Numbers))];
        HasFollowUps = _lanes.Any(l => l?.Source.HasFollowUps == true);
    }

    public bool HasFollowUps { get; }

    public bool TryNext(out Request request)
    {
        Lane? first = null;
        foreach (Lane? lane in _lanes)
        {
            if (lane is { HasNext: true } && (first is null || lane.Key.CompareTo(first.Key) < 0))
            {
                first = lane;
            }
        }

        request = first?.Next ?? default;
        first?.Advance();
        return first is not null;
    }

    public void Dispose()
    {
        foreach (Lane? lane in _lanes)
        {
            lane?.Source.Dispose();
        }
    }

    public void OnFinished(in Request request, SimTime finish, List<Request> released)
    {
        Lane lane = _lanes[request.Tenant]!;
        int before = released.Count;
        lane.Source.OnFinished(TenantNumbers.OfTenant(request), finish, released);
        for (int i = before; i < released.Count; i++)
        {
            released[i] = lane.Numbers.InMix(released[i]);
        }
    }

    /// <summary>A tenant, and its next request.</summary>
    private sealed class Lane
    {
        public Lane(IRequestSource source, TenantNumbers numbers)
        {
            Source = source;
            Numbers = numbers;
            Advance();
        }

        public IRequestSource Source { get; }

        public TenantNumbers Numbers { get; }

        public bool HasNext { get; private set; }

        public Request Next { get; private set; }

        public (SimTime, int) Key => (Next.Arrival, Next.Index);

        public void Advance()
        {
            HasNext = Source.TryNext(out Request next);
            Next = HasNext ? Numbers.InMix(next) : default;
        }
    }
}
