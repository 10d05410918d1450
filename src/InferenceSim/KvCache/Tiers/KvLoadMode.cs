namespace InferenceSim.KvCache.Tiers;

/// <summary>Who waits while blocks are fetched from a tier.</summary>
public enum KvLoadMode
{
    /// <summary>The whole batch that the sequence is admitted to.</summary>
    Blocking,

    /// <summary>
    /// The sequence alone: it takes its blocks and waits outside the batches until the load has ended (the state WAITING_FOR_REMOTE_KVS of vLLM
    /// V1, whose offloading connector loads in no other way).
    /// </summary>
    Async,
}
