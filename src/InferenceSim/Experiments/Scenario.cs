namespace InferenceSim.Experiments;

/// <summary>
/// Everything that can be asked of one run. Every property is optional: <c>null</c> means the default told here. Each has a flag of
/// the same name (<c>KvPrecision</c>: <c>--kv-precision</c>) and a field in a scenario file (<c>kv_precision</c>).
/// </summary>
public sealed record Scenario
{
    /// <summary>Catalog name of a model, or path of a Hugging Face <c>config.json</c>. Default: <c>llama-3.1-70b</c>.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// How weights are stored: bf16, fp16, fp8, int8, int4, fp4 or mxfp4. Default: as the model is published; fp8 in the built-in
    /// scenario, where neither model nor gpu is given.
    /// </summary>
    public string? Precision { get; init; }

    /// <summary>How the KV cache is stored: bf16, fp16 or fp8. Default: bf16.</summary>
    public string? KvPrecision { get; init; }

    /// <summary>Catalog name of an accelerator, or path of a profile. Default: <c>h100-sxm</c>.</summary>
    public string? Gpu { get; init; }

    /// <summary>
    /// Accelerators that share the model by tensor parallelism. Default: the smallest power of two on which the model fits; 4 in the
    /// built-in scenario.
    /// </summary>
    public int? Tp { get; init; }

    /// <summary>Equal replicas of the engine behind a router. Not with <see cref="Groups"/>, which have their own numbers. Default: 1.</summary>
    public int? Replicas { get; init; }

    /// <summary>
    /// Who picks the replica of a request: <c>round-robin</c>, <c>random</c>, <c>least-requests</c>, <c>least-tokens</c>,
    /// <c>power-of-two</c>, <c>session-affinity</c>, <c>prefix-affinity</c>, <c>prefix-aware</c> or <c>central-queue</c>. Default: round-robin.
    /// </summary>
    public string? Router { get; init; }

    /// <summary>Seconds after the end of a request until the router learns of it. Default: 0.</summary>
    public double? RouterStaleness { get; init; }

    /// <summary>
    /// Replicas of a disaggregated deployment as the field writes them: <c>1p3d</c> is one prefill and three decode replicas; <c>4</c> is four that do
    /// both. Not with <see cref="Replicas"/> or <see cref="Groups"/>. Default: not disaggregated.
    /// </summary>
    public string? Pools { get; init; }

    /// <summary>
    /// Bandwidth of each accelerator's link for KV caches between prefill and decode replicas, in gigabytes per second; 0 for no limit. Default: 40
    /// (a 400 Gb/s NIC at 80%).
    /// </summary>
    public double? KvLinkGigabytesPerSecond { get; init; }

    /// <summary>Microseconds of a KV transfer beside its bytes. Default: 30.</summary>
    public double? KvLinkLatencyUs { get; init; }

    /// <summary>Whether the KV of each layer is sent as soon as it is computed, so that only the last is waited for. Default: off.</summary>
    public bool? KvLayerwise { get; init; }

    /// <summary>
    /// Who begins to send a KV cache: <c>push</c>, the prefill side once it is computed, and blocks are taken where it arrives; or <c>pull</c>,
    /// the decode side once it has taken its blocks, as vLLM's NIXL connector does (with policies vllm and trtllm; not with layers sent one by
    /// one). Default: push.
    /// </summary>
    public string? KvTransfer { get; init; }

    /// <summary>
    /// How KV transfers over the same link go: <c>fifo</c>, one after the other; or <c>fair</c>, all at once, each with its max-min fair share of the
    /// links of both sides (not with layers sent one by one). Default: fifo.
    /// </summary>
    public string? KvLinkSharing { get; init; }

    /// <summary>Most requests in the system; an arrival beyond that is rejected. Default: no limit.</summary>
    public int? MaxOutstanding { get; init; }

    /// <summary>Most requests waiting to be scheduled; an arrival beyond that is rejected. Default: no limit.</summary>
    public int? MaxWaiting { get; init; }

    /// <summary>
    /// How accelerators are bought: <c>on-demand</c>, <c>reserved</c> or <c>spot</c> (not paid for while they are taken away). Hours are counted
    /// by it; the price is <see cref="Price"/>. Default: on-demand.
    /// </summary>
    public string? Purchase { get; init; }

    /// <summary>
    /// Stages that the model's layers are divided into (pipeline parallelism), each on <see cref="Tp"/> accelerators; as many batches are in
    /// flight. Default: 1.
    /// </summary>
    public int? Pp { get; init; }

    /// <summary>
    /// Ranks of attention data parallelism in one replica of a model with experts (vLLM's <c>data_parallel_size</c>): each holds the attention
    /// weights on <see cref="Tp"/> accelerators and the KV cache of its own sequences; all share the experts. Batch and token budget are those of
    /// all ranks together. Default: 1.
    /// </summary>
    public int? Dp { get; init; }

    /// <summary>
    /// Accelerators over which whole experts are distributed. Default: 1, every expert is split over <see cref="Tp"/>; with <see cref="Dp"/> above 1
    /// all accelerators of a stage.
    /// </summary>
    public int? Ep { get; init; }

    /// <summary>Second copies of a layer's experts (expert parallelism). Default: 0.</summary>
    public int? RedundantExperts { get; init; }

    /// <summary>
    /// Whether every step's batch is split into two halves, so that what one sends to experts hides behind the computing of the other (SGLang's
    /// <c>--enable-two-batch-overlap</c>, vLLM's <c>--enable-dbo</c>). Needs <see cref="Dp"/> above 1. Default: off.
    /// </summary>
    public bool? TwoBatchOverlap { get; init; }

    /// <summary>
    /// Serving engine: <c>vllm</c>, <c>sglang</c>, <c>trtllm</c>, or one of their generations (<c>vllm-v0</c>, <c>vllm-v1</c>, <c>nim</c>, ...).
    /// It sets policy, host costs, front end, block size, prefix caching and limits where nothing else is said. Default: vllm, the generation
    /// with asynchronous scheduling.
    /// </summary>
    public string? Engine { get; init; }

    /// <summary>
    /// Host terms: a name (<c>ideal</c>, or an engine generation), or the path of a file that <c>infersim calibrate</c> fitted to a server.
    /// Default: the engine's.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>
    /// Batching policy: <c>vllm</c> (continuous batching with chunked prefill), <c>sglang</c>, <c>trtllm</c>,
    /// <c>trtllm-max-utilization</c>, <c>prefill-first</c> (vLLM V0) or <c>static</c>. Default: the engine's.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>
    /// Most tokens in one step (<c>max_num_batched_tokens</c>). Default: vLLM's for the accelerator, raised to the batch if that is
    /// larger.
    /// </summary>
    public int? TokenBudget { get; init; }

    /// <summary>Whether equal prompt prefixes are computed once. Default: as the engine has it, on in vLLM.</summary>
    public bool? PrefixCaching { get; init; }

    /// <summary>
    /// Tiers of the KV cache below the accelerators, nearest first: <c>host:64GiB</c>, <c>ssd:1TiB</c>, <c>remote:10TB</c>, with bandwidth and
    /// latency if wanted, joined by <c>+</c>; evicted prefixes fall into them and are fetched back. Default: none.
    /// </summary>
    public string? KvTiers { get; init; }

    /// <summary>When a prefix in a tier is fetched: <c>if-faster</c> than computing it again, or <c>always</c>. Default: if-faster.</summary>
    public string? KvFetch { get; init; }

    /// <summary>
    /// Who waits while a prefix is fetched from a tier: the request alone, while the others go on (<c>async</c>), or the whole batch
    /// (<c>blocking</c>). Default: async with policy vllm, whose connectors load so, else blocking.
    /// </summary>
    public string? KvLoad { get; init; }

    /// <summary>Whether a batch is scheduled while the one before it runs (policies vllm and trtllm). Default: as the engine has it, on in vLLM and TensorRT-LLM.</summary>
    public bool? AsyncScheduling { get; init; }

    /// <summary>
    /// Order of the waiting queue: <c>fcfs</c>, <c>priority</c>, <c>shortest-prompt</c>, <c>shortest-job</c> (an oracle), <c>deadline</c> (of
    /// the SLO) or <c>fair</c> (by tenant, virtual token counter). Default: fcfs.
    /// </summary>
    public string? Order { get; init; }

    /// <summary>
    /// What becomes of a sequence that loses its blocks: <c>recompute</c>, or <c>swap</c> to host memory (policies of continuous batching).
    /// Default: recompute.
    /// </summary>
    public string? Preemption { get; init; }

    /// <summary>
    /// With <see cref="Dp"/>: most steps that prompts wait until every rank has one, as each waits for the fullest (TensorRT-LLM's
    /// <c>attention_dp_config</c> with <c>enable_balance</c>, <c>timeout_iters</c>). Default: 0, they do not wait.
    /// </summary>
    public int? PrefillWaitSteps { get; init; }

    /// <summary>Most steps that prompts wait for others while sequences run (TensorRT-LLM's <c>batch_wait_timeout_iters</c>). Default: 0, they do not wait.</summary>
    public int? BatchWaitSteps { get; init; }

    /// <summary>
    /// With <see cref="BatchWaitSteps"/>: share of the token budget with which they wait no longer, running sequences included (TensorRT-LLM's
    /// <c>batch_wait_max_tokens_ratio</c>). Default: 1.
    /// </summary>
    public double? BatchWaitShare { get; init; }

    /// <summary>With policy sglang: decode steps between two looks at what has come (<c>scheduler_recv_interval</c>). Default: 1.</summary>
    public int? ReceiveIntervalSteps { get; init; }

    /// <summary>Tokens that the server sends to a client at a time (<c>stream-interval</c>). Default: 1.</summary>
    public int? StreamInterval { get; init; }

    /// <summary>GiB of host memory for swapped blocks, for each accelerator. Default: 4.</summary>
    public double? SwapGib { get; init; }

    /// <summary>
    /// Most output tokens that every client allows (<c>max_tokens</c>): cuts longer answers, and is what an engine that reserves whole answers
    /// has to reserve. Default: exactly the answer's length.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>Seconds after which a client gives up an answer that is not finished: <c>30</c>, or <c>exp:30</c> for exponential ones. Default: never.</summary>
    public string? Patience { get; init; }

    /// <summary>
    /// Speculative decoding: <c>ngram:K</c>, <c>mtp:K</c>, <c>eagle:K</c> or <c>draft:K:MODEL</c> with K drafts of a sequence in a step
    /// (policies of continuous batching, synchronous). Default: none.
    /// </summary>
    public string? Spec { get; init; }

    /// <summary>
    /// How many drafts are accepted: the probability at each position given that all before were accepted (<c>0.8,0.7,0.6</c>), one for all
    /// positions, or the name of a measurement. Default: the measurement nearest to the model, where there is one.
    /// </summary>
    public string? SpecAcceptance { get; init; }

    /// <summary>Tokens in a KV-cache block. Default: the engine's, 16 in vLLM.</summary>
    public int? BlockSize { get; init; }

    /// <summary>
    /// Most tokens of input and output together. Default: the model's context, or what the KV cache holds if that is less.
    /// </summary>
    public int? MaxModelLen { get; init; }

    /// <summary>Share of the accelerator's memory that the engine may use. Default: 0.92.</summary>
    public double? MemoryUtilization { get; init; }

    /// <summary>
    /// KV-cache blocks, instead of what the memory plan finds. Required with the linear predictor, which knows no memory.
    /// </summary>
    public int? KvBlocks { get; init; }

    /// <summary>
    /// Catalog name of a workload, path of a workload file (<c>.json</c>) or of a trace (<c>.csv</c>, <c>.jsonl</c>, both also
    /// <c>.gz</c>). Default: <c>chat</c>.
    /// </summary>
    public string? Workload { get; init; }

    /// <summary>
    /// How requests arrive: <c>poisson</c>, <c>gamma:CV</c>, <c>constant</c>, <c>closed-loop</c>, <c>all-at-once</c> or
    /// <c>trace</c>. Default: poisson with a rate; the times or arrivals that the workload has; a closed loop otherwise.
    /// </summary>
    public string? Arrivals { get; init; }

    /// <summary>Requests per second, for arrivals that have a rate.</summary>
    public double? Rate { get; init; }

    /// <summary>
    /// How the rate goes over time: a measured day or week by name, a sinusoid, a ramp, steps, a CSV file, bursts over any of them; see
    /// <see cref="Workloads.Rates.RateNotation"/>. A factor on the rate, or on the recorded rate of a trace. Default: constant.
    /// </summary>
    public string? RateProfile { get; init; }

    /// <summary>
    /// How long requests arrive: seconds, or <c>90s</c>, <c>15m</c>, <c>12h</c>, <c>1d</c>. With <see cref="Requests"/> what comes first ends
    /// the arrivals. Default: until all requests have come.
    /// </summary>
    public string? Duration { get; init; }

    /// <summary>Users of a closed loop, each with one request at a time. Default: the batch.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Seconds a user of a closed loop waits between an answer and the next request. Default: 0.</summary>
    public double? ThinkTime { get; init; }

    /// <summary>
    /// Requests to play. Default: all of a trace; 2,000 with a rate; otherwise ten for each user or slot of the batch, at least 200.
    /// </summary>
    public int? Requests { get; init; }

    /// <summary>Input (prompt) tokens of a request: a number or a distribution, replacing the workload's own.</summary>
    public string? InputTokens { get; init; }

    /// <summary>Output tokens of a request: a number or a distribution, replacing the workload's own.</summary>
    public string? OutputTokens { get; init; }

    /// <summary>
    /// Tokens at the beginning of every prompt that all of them share (a system prompt), part of the prompt's length. Default: what the workload has.
    /// </summary>
    public int? SharedPrefixTokens { get; init; }

    /// <summary>Factor on the arrival rate of a trace. Default: 1.</summary>
    public double? RateScale { get; init; }

    /// <summary>Part of a trace to play, in seconds from its start: <c>600</c> (the first 600) or <c>300-900</c>. Default: all.</summary>
    public string? Window { get; init; }

    /// <summary>Seconds at the start of the run that are simulated but not measured. Default: 0.</summary>
    public double? Warmup { get; init; }

    /// <summary>Seconds that are measured after the warm-up; the run ends there. Default: to the last completion.</summary>
    public double? Measure { get; init; }

    /// <summary>
    /// The batch-size limit: most requests running at once (<c>max_num_seqs</c>). Default: vLLM's for the accelerator; 64 in a
    /// closed loop whose concurrency is not given either.
    /// </summary>
    public int? Batch { get; init; }

    /// <summary>Seed of everything random. Default: 1.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Independent runs of the same question, each with random numbers of its own; what is told is their mean with a 95% interval. The first
    /// is the run that there would be without this. Default: 1.
    /// </summary>
    public int? Replications { get; init; }

    /// <summary>Which of the replications this is, counted from 0. Not asked by a user: whoever plays the replications sets it.</summary>
    public int Replication { get; init; }

    /// <summary>US dollars for one accelerator for one hour. Default: the typical rental price in the accelerator's profile.</summary>
    public double? Price { get; init; }

    /// <summary>A quoted rental price instead: <c>lambda/h100-sxm@2024-07</c> (provider, accelerator, date or before). Default: none.</summary>
    public string? RentalFrom { get; init; }

    /// <summary>US dollars asked for a million input tokens. Default: none is asked, and nothing is earned.</summary>
    public double? InputPrice { get; init; }

    /// <summary>US dollars asked for a million input tokens from the prefix cache. Default: they are billed as input.</summary>
    public double? CachedInputPrice { get; init; }

    /// <summary>US dollars asked for a million output tokens. Default: none is asked.</summary>
    public double? OutputPrice { get; init; }

    /// <summary>A quoted price list instead: <c>lepton/llama-3.1-405b</c> (provider, model, date or before). Default: none.</summary>
    public string? PricesFrom { get; init; }

    /// <summary>Limit on the 99th percentile of the time to first token, in milliseconds. Default: none.</summary>
    public double? SloTtftMs { get; init; }

    /// <summary>Limit on the 99th percentile of the time per output token, in milliseconds. Default: none.</summary>
    public double? SloTpotMs { get; init; }

    /// <summary>Simulated seconds after which a run is stopped. Default: none.</summary>
    public double? MaxSimTime { get; init; }

    /// <summary>
    /// <c>leap</c> (many decode steps at once) or <c>step</c> (one by one, for checking). Results are the same. Default: leap.
    /// </summary>
    public string? EngineMode { get; init; }

    /// <summary>
    /// Several workloads at once, each with its own rate, profile, SLO, price class and priority. Only in a scenario file. Default: one
    /// workload.
    /// </summary>
    public IReadOnlyList<TenantChoice>? Tenants { get; init; }

    /// <summary>Whether some client gives up.</summary>
    internal bool HasPatience => Patience is not null || Tenants?.Any(t => t.Patience is not null) == true;

    /// <summary>What prices a step. Only in a scenario file. Default: the roofline of the accelerator.</summary>
    public PredictorChoice? Predictor { get; init; }

    /// <summary>How accelerators are paid for and what is sold, in full. Only in a scenario file. Default: rented at the price above.</summary>
    public EconomicsChoice? Economics { get; init; }

    /// <summary>
    /// Groups of replicas that differ in hardware, parallelism, engine settings or price. Only in a scenario file. Default: one group of
    /// <see cref="Replicas"/>.
    /// </summary>
    public IReadOnlyList<GroupChoice>? Groups { get; init; }

    /// <summary>How replicas fail and come back. Only in a scenario file. Default: never.</summary>
    public FailureChoice? Failures { get; init; }

    /// <summary>How the number of replicas changes over time. Only in a scenario file. Default: not at all.</summary>
    public ScalingChoice? Autoscale { get; init; }

    /// <summary>The scenario that runs where neither a model nor a gpu is named: llama-3.1-70b in fp8 on four h100-sxm.</summary>
    public static Scenario BuiltIn { get; } = new() { Model = "llama-3.1-70b", Precision = "fp8", Gpu = "h100-sxm", Tp = 4 };

    /// <summary>The batch sizes a sweep tries where no axis is named.</summary>
    public static string BuiltInBatches => "1,2,4..256";

    /// <summary>
    /// This scenario with model and accelerator filled in. Precision and tensor parallelism of the built-in scenario come only with
    /// its model and accelerator together, because they say little about others.
    /// </summary>
    public Scenario WithDefaults() => Model is null && Gpu is null && Predictor is null
        ? this with
        {
            Model = BuiltIn.Model,
            Gpu = BuiltIn.Gpu,
            Precision = Precision ?? BuiltIn.Precision,
            Tp = Tp ?? BuiltIn.Tp,
        }
        : this with { Model = Model ?? BuiltIn.Model, Gpu = Gpu ?? BuiltIn.Gpu };
}
