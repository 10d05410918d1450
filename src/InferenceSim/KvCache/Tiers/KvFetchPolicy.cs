namespace InferenceSim.KvCache.Tiers;

/// <summary>When blocks of a tier are fetched instead of computed again.</summary>
public enum KvFetchPolicy
{
    /// <summary>When the transfer, on a free link, takes less time than the prefill that it saves.</summary>
    IfFaster,

    /// <summary>Always.</summary>
    Always,
}
