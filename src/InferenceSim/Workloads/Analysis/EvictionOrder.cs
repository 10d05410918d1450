namespace InferenceSim.Workloads.Analysis;

/// <summary>Which block a full cache gives up.</summary>
public enum EvictionOrder
{
    /// <summary>Least recently used; a request's blocks are refreshed from first to last, so its beginning goes first.</summary>
    Lru,

    /// <summary>Least recently used; refreshed from last to first, so the tail of an idle prefix goes first (vLLM's order).</summary>
    LruTail,

    /// <summary>In the order in which blocks came; hits refresh nothing.</summary>
    Fifo,
}
