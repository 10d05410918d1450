using InferenceSim.KvCache.Tiers;

namespace InferenceSim.Scheduling;

/// <summary>The configuration of one engine; the names in brackets are vLLM's.</summary>
public sealed record EngineOptions
{
    /// <summary>The batch-size limit: most sequences running at once (<c>max_num_seqs</c>).</summary>
    public required int MaxSequences { get; init; }

    /// <summary>Most tokens in one step (<c>max_num_batched_tokens</c>).</summary>
    public required int TokenBudget { get; init; }

    /// <summary>KV-cache blocks that sequences can use; vLLM's null block is not among them.</summary>
    public required int Blocks { get; init; }

    /// <summary>Tokens in a block (<c>block_size</c>).</summary>
    public int BlockSize { get; init; } = 16;

    /// <summary>Most tokens of prompt and output together (<c>max_model_len</c>).</summary>
    public required int MaxModelLength { get; init; }

    /// <summary>Whether full blocks are kept and found again by content (<c>enable_prefix_caching</c>).</summary>
    public bool PrefixCaching { get; init; } = true;

    /// <summary>Who gets into the next batch.</summary>
    public BatchingPolicy Policy { get; init; } = BatchingPolicy.Vllm;

    /// <summary>
    /// Whether a batch is scheduled while the one before it runs (<c>async_scheduling</c>, vLLM V1's default since 2025-12-29); read by
    /// <see cref="BatchingPolicy.Vllm"/> only.
    /// </summary>
    public bool AsyncScheduling { get; init; }

    /// <summary>The order of the waiting queue (<c>policy</c>).</summary>
    public QueueOrder Order { get; init; } = QueueOrder.Fcfs;

    /// <summary>Longest prefill chunk of one sequence in a step, 0 for no limit (<c>long_prefill_token_threshold</c>).</summary>
    public int LongPrefillThreshold { get; init; }

    /// <summary>Whether admission needs room for the whole known sequence (<c>scheduler_reserve_full_isl</c>).</summary>
    public bool ReserveFullSequence { get; init; } = true;

    /// <summary>
    /// Whether a prompt may be cut to what is left of the token budget; else it waits for a step that takes it whole (one that is longer than
    /// the whole budget is cut all the same). Read by <see cref="BatchingPolicy.Vllm"/> only.
    /// </summary>
    public bool ChunkedPrefill { get; init; } = true;

    /// <summary>
    /// Whether admission needs room for prompt and whole output of everybody admitted, so that nobody is ever preempted (TensorRT-LLM's
    /// <c>GUARANTEED_NO_EVICT</c>). Read by <see cref="BatchingPolicy.Vllm"/> only.
    /// </summary>
    public bool ReserveOutput { get; init; }

    /// <summary>Tiers below the prefix cache, nearest first; read with <see cref="PrefixCaching"/> only.</summary>
    public IReadOnlyList<KvTierOptions> KvTiers { get; init; } = [];

    /// <summary>When blocks of a tier are fetched instead of computed again.</summary>
    public KvFetchPolicy KvFetch { get; init; } = KvFetchPolicy.IfFaster;

    /// <summary>Blocks that an admission must leave free while others run (<c>floor(watermark * num_gpu_blocks)</c>).</summary>
    public int WatermarkBlocks { get; init; }
}
