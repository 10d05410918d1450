using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Tenants;

/// <summary>
/// Several workloads at once, one for each tenant, merged by time as they are played. Tenants know nothing of each other: their random
/// streams and their texts are their own, so another tenant changes nobody's requests.
/// </summary>
public sealed class TenantMix : IWorkload
{
    private readonly Lazy<IReadOnlyList<(IWorkload? Workload, TenantNumbers Numbers)>> _tenants;
    private readonly int? _requests;

    /// <summary>A mix.</summary>
    /// <param name="name">Its name in tables.</param>
    /// <param name="tenants">The tenants.</param>
    /// <param name="requests">
    /// Requests of all tenants that have no number of their own, by time of arrival; sessions count whole when they begin, the last of each
    /// tenant is cut. <c>null</c> where the tenants' arrivals end by themselves.
    /// </param>
    /// <exception cref="InvalidConfigurationException">No tenant, too many, or two of the same name.</exception>
    public TenantMix(string name, IReadOnlyList<TenantTraffic> tenants, int? requests)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        if (tenants.Count is 0 or > TenantNumbers.MostTenants || tenants.DistinctBy(t => t.Name).Count() < tenants.Count)
        {
            throw new InvalidConfigurationException($"tenants: 1 to {TenantNumbers.MostTenants} of different names are expected");
        }

        Name = name;
        _requests = requests;
        _tenants = new(() =>
        {
            int?[] counts = requests is int all ? Divide(tenants, all) : [.. tenants.Select(t => t.Requests)];
            return [.. tenants.Select((t, i) => (counts[i] == 0 ? null : t.Workload(counts[i]), new TenantNumbers(i, t.Priority)))];
        });
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long? RequestCount => Workloads.All(w => w.RequestCount is not null) ? Workloads.Sum(w => w.RequestCount!.Value) : null;

    /// <inheritdoc/>
    public bool IsOpenLoop => Workloads.All(w => w.IsOpenLoop);

    /// <inheritdoc/>
    public WorkloadNotes Notes => Workloads.Select(w => w.Notes).Aggregate(new WorkloadNotes(), (a, b) => new WorkloadNotes(
        a.ClippedToContext + b.ClippedToContext, a.DroppedWithoutOutput + b.DroppedWithoutOutput,
        a.OutsideWindow + b.OutsideWindow, a.DroppedWithoutPrompt + b.DroppedWithoutPrompt));

    private IEnumerable<IWorkload> Workloads => _tenants.Value.Where(t => t.Workload is not null).Select(t => t.Workload!);

    /// <inheritdoc/>
    public IRequestSource Start() => new TenantSource(_tenants.Value);

    /// <summary>How many requests each tenant sends when <paramref name="requests"/> have come, in order of their sessions' arrivals.</summary>
    private static int?[] Divide(IReadOnlyList<TenantTraffic> tenants, int requests)
    {
        int[] shared = [.. Enumerable.Range(0, tenants.Count).Where(i => tenants[i].Requests is null)];
        int?[] counts = [.. tenants.Select(t => t.Requests)];
        Array.ForEach(shared, i => counts[i] = 0);
        using TenantSource source = new([.. tenants.Select((t, i) => (counts[i] == 0 ? t.Workload(requests) : null, new TenantNumbers(i, null)))]);
        int total = 0;
        while (total < requests && source.TryNext(out Request first))
        {
            // Requests are numbered session by session, so the number of a first turn tells how many came before it.
            int own = TenantNumbers.OfTenant(first).Index + 1;
            total += own - counts[first.Tenant]!.Value;
            counts[first.Tenant] = own - Math.Max(0, total - requests);
            total = Math.Min(total, requests);
        }

        return counts;
    }
}
