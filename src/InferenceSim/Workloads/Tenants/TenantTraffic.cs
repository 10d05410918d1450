namespace InferenceSim.Workloads.Tenants;

/// <summary>What one tenant sends.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Workload">Its requests, at most so many, or as many as its arrivals have (<c>null</c>).</param>
/// <param name="Requests">How many it has of its own; <c>null</c> where it takes part in the number asked of the whole mix.</param>
/// <param name="Priority">The priority of its requests, or <c>null</c> for what its workload says.</param>
public sealed record TenantTraffic(string Name, Func<int?, IWorkload> Workload, int? Requests = null, int? Priority = null);
