using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Routing;

/// <summary>
/// The replica with the least of a measure of load; among equals the one that was picked longest ago, so that an idle fleet is used in
/// turn. O(log replicas) for a request, O(1) where nothing changed.
/// </summary>
/// <param name="load">The loads.</param>
/// <param name="measure">The load of a replica; 0 or more sends a request to wait if <paramref name="holds"/> is set.</param>
/// <param name="holds">Whether requests wait in front of the replicas while every measure is 0 or more.</param>
internal sealed class LeastLoadRouter(FleetLoad load, Func<int, long> measure, bool holds = false) : IRouter
{
    private readonly MinTree<Key> _tree = new(load.Count, Key.Unavailable);
    private readonly long[] _pickedAs = new long[load.Count];
    private long _picks;

    /// <inheritdoc/>
    public bool SeesCaches => false;

    /// <inheritdoc/>
    public int Pick(in Request request, SimTime now)
    {
        Key least = _tree.Min;
        if (least == Key.Unavailable || (holds && least.Load >= 0))
        {
            return -1;
        }

        int replica = _tree.MinIndex;
        _pickedAs[replica] = ++_picks;
        return replica;
    }

    /// <inheritdoc/>
    public void OnChanged(int replica) =>
        _tree.Update(replica, load.IsAvailable(replica) ? new Key(measure(replica), _pickedAs[replica]) : Key.Unavailable);

    private readonly record struct Key(long Load, long PickedAs) : IComparable<Key>
    {
        public static Key Unavailable => new(long.MaxValue, long.MaxValue);

        public int CompareTo(Key other)
        {
            int byLoad = Load.CompareTo(other.Load);
            return byLoad != 0 ? byLoad : PickedAs.CompareTo(other.PickedAs);
        }
    }
}
