using InferenceSim.KvCache.Tiers;
using InferenceSim.Workloads;

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

    /// <summary>
    /// Stages that the layers are divided into, and batches in flight (<c>pipeline_parallel_size</c>); above 1 with a synchronous
    /// <see cref="BatchingPolicy.Vllm"/> only.
    /// </summary>
    public int PipelineStages { get; init; } = 1;

    /// <summary>
    /// Speculative decoding, or <c>null</c>; with a synchronous <see cref="BatchingPolicy.Vllm"/> without pipeline stages only.
    /// </summary>
    public Speculation? Speculation { get; init; }

    /// <summary>The order of the waiting queue (<c>policy</c>).</summary>
    public QueueOrder Order { get; init; } = QueueOrder.Fcfs;

    /// <summary>
    /// By number of the tenant, when answers are due, for <see cref="QueueOrder.Deadline"/>; one that has none goes last.
    /// </summary>
    public IReadOnlyList<Deadline?> Deadlines { get; init; } = [];

    /// <summary>
    /// Host memory that takes the blocks of preempted sequences; <c>null</c>: they are computed again. Read by
    /// <see cref="BatchingPolicy.Vllm"/> only.
    /// </summary>
    public HostSwap? Swap { get; init; }

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

    /// <summary>Data-parallel ranks that begin prompts together, or <c>null</c>. Read by <see cref="BatchingPolicy.Vllm"/> only.</summary>
    public RankBalance? RankBalance { get; init; }

    /// <summary>How prompts wait for each other, or <c>null</c>; not beside <see cref="RankBalance"/>. Read by <see cref="BatchingPolicy.Vllm"/> only.</summary>
    public BatchWait? BatchWait { get; init; }

    /// <summary>
    /// Decode steps between two looks at what has come (SGLang's <c>scheduler_recv_interval</c>); after a step with prompts, and with nobody
    /// running, it looks at once. Read by <see cref="BatchingPolicy.Sglang"/> only.
    /// </summary>
    public int ReceiveIntervalSteps { get; init; } = 1;

    /// <summary>Whether sequences may wait outside the batches, with their blocks, for what a tier or another engine sends.</summary>
    public bool LetsSequencesWaitForBlocks => this is { Policy: BatchingPolicy.Vllm, RankBalance: null, BatchWait: null };

    /// <summary>Tiers below the prefix cache, nearest first; read with <see cref="PrefixCaching"/> only.</summary>
    public IReadOnlyList<KvTierOptions> KvTiers { get; init; } = [];

    /// <summary>When blocks of a tier are fetched instead of computed again.</summary>
    public KvFetchPolicy KvFetch { get; init; } = KvFetchPolicy.IfFaster;

    /// <summary>
    /// Who waits for blocks of a tier. <see cref="KvLoadMode.Async"/> is read only where
    /// <see cref="LetsSequencesWaitForBlocks"/>.
    /// </summary>
    public KvLoadMode KvLoad { get; init; } = KvLoadMode.Blocking;

    /// <summary>Blocks that an admission must leave free while others run (<c>floor(watermark * num_gpu_blocks)</c>).</summary>
    public int WatermarkBlocks { get; init; }

    /// <summary>Known tokens at which a request ends that gives <paramref name="outputs"/> output tokens.</summary>
    internal int EndOf(in Request request, int outputs) => (int)Math.Min((long)request.PromptTokens + outputs, MaxModelLength);

    /// <summary>Known tokens at which a request ends at the latest, as far as an engine can know.</summary>
    internal int LimitOf(in Request request) => EndOf(request, request.MostOutputTokens);

    /// <summary>Slots that an allocation for the first <paramref name="tokens"/> tokens of a sequence asks for: with those that drafts take ahead.</summary>
    internal int SlotsFor(int tokens) => Math.Min(tokens + (Speculation?.LookaheadTokens ?? 0), MaxModelLength);

    /// <summary>
    /// Most slots that a sequence of <paramref name="target"/> tokens ever asks for. The last token is never computed, so it needs no room, but
    /// drafts do, beyond the last token too.
    /// </summary>
    internal int MostSlots(int target) => SlotsFor(target - 1 + (Speculation?.DraftTokens ?? 0));
}
