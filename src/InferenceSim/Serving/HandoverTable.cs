using System.Diagnostics.CodeAnalysis;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>The requests that are handed over from prefill to decode replicas, until they end.</summary>
/// <param name="deployment">Whose requests.</param>
internal sealed class HandoverTable(Deployment deployment)
{
    private readonly SortedDictionary<int, Handover> _handovers = [];

    /// <summary>The handover of a request that has one.</summary>
    public Handover this[int request] => _handovers[request];

    /// <summary>A request is handed over.</summary>
    public void Add(Handover handover) => _handovers.Add(handover.Request.Index, handover);

    /// <summary>It has ended, or begins again.</summary>
    public void Remove(Handover handover) => _handovers.Remove(handover.Request.Index);

    /// <summary>The handover of a request, if it has one.</summary>
    public bool TryGet(int request, [MaybeNullWhen(false)] out Handover handover) => _handovers.TryGetValue(request, out handover);

    /// <summary>Whether a handover is still going on, and not one that the same request began later.</summary>
    public bool Contains(Handover handover) => TryGet(handover.Request.Index, out Handover? present) && ReferenceEquals(present, handover);

    /// <summary>Those that need a replica: to go on there, or for KV of which it still holds a part.</summary>
    public Handover[] Of(int replica) =>
        [.. _handovers.Values.Where(h => h.To == replica || (h.From == replica && h.State != HandoverState.Arrived))];

    /// <summary>Nobody needs the KV of a request any more that its prefill replica holds.</summary>
    public void Release(Handover handover, SimTime time) => deployment.Let(
        handover.From,
        time,
        replica =>
        {
            if (handover.Tokens > 0)
            {
                replica.Release(handover.Request.Index, time);
            }
        },
        leaves: 1);
}
