using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// How the KV cache of a request gets from a prefill to a decode replica: time = latency + bytes / bandwidth, on the slower of the two
/// links, each of which serves one transfer at a time in order of request, or all at once (<see cref="SharesLinks"/>).
/// </summary>
public sealed record KvTransferOptions
{
    /// <summary>Bytes of KV cache for each token of the prompt, over all accelerators of a replica.</summary>
    public long BytesPerToken { get; init; }

    /// <summary>Time of a transfer beside its bytes.</summary>
    public SimDuration Latency { get; init; }

    /// <summary>
    /// Layers, where each is sent as soon as it is computed, so that only the last must still be sent when the prompt has been computed
    /// (Splitwise, arXiv 2311.18677); <c>null</c> where the transfer begins after the prompt.
    /// </summary>
    public int? OverlappedLayers { get; init; }

    /// <summary>
    /// Whether a transfer begins only once the decode replica has taken its blocks, which fetches it (vLLM's NIXL connector); else it is sent as
    /// soon as the prompt has been computed, and blocks are taken on arrival. Read by <see cref="Scheduling.BatchingPolicy.Vllm"/> without
    /// <see cref="Scheduling.EngineOptions.RankBalance"/>; not with <see cref="OverlappedLayers"/>.
    /// </summary>
    public bool PullsIntoReservedBlocks { get; init; }

    /// <summary>
    /// Whether transfers under way share the links of their senders and receivers at the same time, with max-min fair bandwidths, as flows over a
    /// network do; else they queue. Not with <see cref="OverlappedLayers"/>: what a prompt takes of a link before it is known where it goes
    /// cannot be taken back from others.
    /// </summary>
    public bool SharesLinks { get; init; }

    /// <summary>Bytes of the KV that the decode replica of a request does not have.</summary>
    internal double BytesOf(Handover handover) => (double)BytesPerToken * (handover.Tokens - handover.Cached);
}
