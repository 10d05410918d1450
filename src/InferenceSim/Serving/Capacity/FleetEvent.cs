namespace InferenceSim.Serving.Capacity;

/// <summary>What happens to a replica, or to all of them.</summary>
internal enum FleetEventKind
{
    /// <summary>It fails.</summary>
    Fail,

    /// <summary>It comes up.</summary>
    ComeUp,

    /// <summary>The number of replicas of a group is looked at.</summary>
    Look,
}

/// <summary>Something that happens at a moment of its own.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">The replica, or for a look the group.</param>
/// <param name="Life">Which life of the replica it is about: one that has ended since is not meant any more.</param>
/// <param name="Length">For a failure at a given time, how long the replica is down, in picoseconds; otherwise -1.</param>
internal readonly record struct FleetEvent(FleetEventKind Kind, int Subject, int Life, long Length);
