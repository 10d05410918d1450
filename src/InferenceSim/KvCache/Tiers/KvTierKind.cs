namespace InferenceSim.KvCache.Tiers;

/// <summary>Where a tier of the KV cache lies.</summary>
public enum KvTierKind
{
    /// <summary>Memory of the host, behind the accelerators' host links.</summary>
    Host,

    /// <summary>Local solid-state disks.</summary>
    Ssd,

    /// <summary>A store behind the network, which replicas may share.</summary>
    Remote,
}
