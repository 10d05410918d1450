using InferenceSim.Experiments.Drafting;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Lengths;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Experiments;

/// <summary>
/// All fields of a <see cref="Scenario"/>, in the order in which a sweep nests them: the first changes slowest, the last
/// (<c>batch</c>) fastest.
/// </summary>
public static class ScenarioFields
{
    private const double LongestSeconds = 9_000_000;
    private const int MostReplicas = 100_000;
    private const int MostTokens = 100_000_000;

    /// <summary>Every field that has a flag.</summary>
    public static IReadOnlyList<ScenarioField> All { get; } =
    [
        .. Deployment(), .. Fleet(), .. Money(), .. Engine(), .. Traffic(), .. Limits(),
        ScenarioField.Integer(
            "replications", "independent runs of each point, seeded one by one; rows have their means and 95% intervals (default 1)", 1, 10_000,
            (s, v) => s with { Replications = v }),
        ScenarioField.Integer("seed", "seed of everything random (default 1)", 0, int.MaxValue, (s, v) => s with { Seed = v }),
        ScenarioField.Integer("batch", "batch-size limit, vLLM's max_num_seqs; without rate, concurrency or timed trace also the users", 1, 1_000_000, (s, v) => s with { Batch = v }),
    ];

    /// <summary>The fields that say what a replica is, which groups of replicas may set for themselves.</summary>
    public static IReadOnlyList<ScenarioField> OfReplicas { get; } =
        [.. Deployment().Concat(Engine()).Where(f => f.Name != "engine_mode").Append(Find("batch"))];

    /// <summary>The field called <paramref name="name"/>, as in a scenario file.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ScenarioField Find(string name) =>
        All.FirstOrDefault(f => f.Name == name) ?? throw new ArgumentException($"there is no field '{name}'", nameof(name));

    private static IEnumerable<ScenarioField> Deployment() =>
    [
        ScenarioField.Text("model", "name|config.json", "model: a catalog name or a Hugging Face config.json", (s, v) => s with { Model = v }),
        ScenarioField.Text("gpu", "name|file.json", "accelerator: a catalog name or a profile", (s, v) => s with { Gpu = v }),
        ScenarioField.Integer("tp", "tensor-parallel accelerators (default: the fewest, a power of two, that fit)", 1, 1024, (s, v) => s with { Tp = v }),
        ScenarioField.Integer("pp", "pipeline stages, each on tp accelerators, with as many batches in flight (default 1)", 1, 1024, (s, v) => s with { Pp = v }),
        ScenarioField.Integer(
            "dp", "ranks of attention data parallelism that share the experts; batch and token budget are of all together (default 1)", 1, 4096, (s, v) => s with { Dp = v }),
        ScenarioField.Integer("ep", "accelerators that share whole experts (default: 1, or with dp all: tp x dp)", 1, 4096, (s, v) => s with { Ep = v }),
        ScenarioField.Integer("redundant_experts", "second copies of experts, spread with them (default 0)", 0, 4096, (s, v) => s with { RedundantExperts = v }),
        ScenarioField.Switch(
            "two_batch_overlap", "split batches in two, each hiding the other's sending to experts (vLLM: --enable-dbo); with dp (default off)",
            (s, v) => s with { TwoBatchOverlap = v }),
        ScenarioField.Text(
            "precision", "format", "weights: bf16, fp16, fp8, int8, int4, fp4, mxfp4 (default: as published)",
            (s, v) => s with { Precision = v }, "bf16", "fp16", "fp8", "int8", "int4", "fp4", "mxfp4"),
        ScenarioField.Text(
            "kv_precision", "format", "KV cache: bf16, fp16, fp8, int8, int4, fp4 (default bf16)",
            (s, v) => s with { KvPrecision = v }, "bf16", "fp16", "fp8", "int8", "int4", "fp4"),
        ScenarioField.Number(
            "price", "usd", "US dollars per accelerator and hour (default: the profile's typical rental)", 0, 1e6, (s, v) => s with { Price = v }),
        ScenarioField.Text(
            "purchase", "kind", "how accelerators are bought: on-demand (default), reserved or spot; hours are counted by it",
            (s, v) => s with { Purchase = v }, "on-demand", "reserved", "spot"),
    ];

    private static IEnumerable<ScenarioField> Money() =>
    [
        ScenarioField.Text(
            "rental_from", "provider/gpu[@date]", "a quoted price of an accelerator-hour: lambda/h100-sxm@2024-07; 'infersim list prices' shows them",
            (s, v) => s with { RentalFrom = v }),
        ScenarioField.Number(
            "input_price", "usd", "US dollars asked for a million input tokens", 0, 1e6, (s, v) => s with { InputPrice = v }),
        ScenarioField.Number(
            "cached_input_price", "usd", "US dollars asked for a million input tokens from the prefix cache (default: as input)", 0, 1e6,
            (s, v) => s with { CachedInputPrice = v }),
        ScenarioField.Number(
            "output_price", "usd", "US dollars asked for a million output tokens", 0, 1e6, (s, v) => s with { OutputPrice = v }),
        ScenarioField.Text(
            "prices_from", "provider/model[@date]", "a quoted token price list: lepton/llama-3.1-405b; 'infersim list prices' shows them",
            (s, v) => s with { PricesFrom = v }),
    ];

    private static IEnumerable<ScenarioField> Fleet() =>
    [
        ScenarioField.Integer("replicas", "equal replicas of the engine behind a router (default 1)", 1, MostReplicas, (s, v) => s with { Replicas = v }),
        ScenarioField.Text(
            "router", "name",
            "who picks the replica: round-robin (default), random, least-requests, least-tokens, power-of-two, session-affinity, prefix-affinity, prefix-aware, central-queue",
            (s, v) => s with { Router = v }, RouterNames.Names),
        ScenarioField.Number(
            "router_staleness", "s", "seconds until the router learns that a request has ended (default 0)", 0, LongestSeconds, (s, v) => s with { RouterStaleness = v }),
        ScenarioField.Text(
            "pools", "n|XpYd", "prefill and decode replicas: 1p3d (disaggregated), or 4 (all do both)", (s, v) => s with { Pools = Checked(v, () => PoolsText.Parse(v)) }),
        ScenarioField.Number(
            "kv_link_gigabytes_per_second", "GB/s", "KV transfer between prefill and decode, per accelerator; 0 for no limit (default 40)", 0, 1e6, (s, v) => s with { KvLinkGigabytesPerSecond = v }),
        ScenarioField.Number("kv_link_latency_us", "us", "microseconds of a KV transfer beside its bytes (default 30)", 0, 1e9, (s, v) => s with { KvLinkLatencyUs = v }),
        ScenarioField.Text(
            "kv_transfer", "mode", "push (default): KV is sent once computed, blocks are taken where it arrives; pull: the decode side takes its blocks, then fetches (NIXL)",
            (s, v) => s with { KvTransfer = v }, "push", "pull"),
        ScenarioField.Text(
            "kv_link_sharing", "mode", "KV transfers over the same link: fifo (default), one after the other; fair: all at once, with max-min fair bandwidths",
            (s, v) => s with { KvLinkSharing = v }, "fifo", "fair"),
        ScenarioField.Switch("kv_layerwise", "send the KV of a layer as soon as it is computed (default off)", (s, v) => s with { KvLayerwise = v }),
        ScenarioField.Integer("max_outstanding", "requests in the system beyond which arrivals are rejected", 1, int.MaxValue, (s, v) => s with { MaxOutstanding = v }),
        ScenarioField.Integer("max_waiting", "waiting requests beyond which arrivals are rejected", 1, int.MaxValue, (s, v) => s with { MaxWaiting = v }),
    ];

    private static IEnumerable<ScenarioField> Engine() =>
    [
        ScenarioField.TextOf(
            "engine", "name", "serving engine: vllm (default), sglang, trtllm, or a generation: vllm-v0, vllm-v1, nim, ...",
            (s, v) => s with { Engine = v }, static () => EngineChoice.Names),
        ScenarioField.Text(
            "host", "name|file.json", "host terms: a file that 'calibrate' fitted to your server, or a name (default: the engine's)", (s, v) => s with { Host = v }),
        ScenarioField.Text(
            "policy", "name", "batching (default: the engine's): vllm, sglang, trtllm, trtllm-max-utilization, prefill-first, static",
            (s, v) => s with { Policy = v }, BatchingPolicies.Names),
        ScenarioField.Integer(
            "token_budget", "most tokens in a step, vLLM's max_num_batched_tokens", 1, MostTokens, (s, v) => s with { TokenBudget = v }),
        ScenarioField.Switch("prefix_caching", "reuse equal prompt prefixes (default: the engine's, vLLM on)", (s, v) => s with { PrefixCaching = v }),
        ScenarioField.Switch(
            "async_scheduling", "schedule a batch while the one before it runs (policies vllm and trtllm; default: the engine's)", (s, v) => s with { AsyncScheduling = v }),
        ScenarioField.Integer(
            "prefill_wait_steps", "with dp: most steps that prompts wait until every rank has one, TensorRT-LLM's attention_dp_config timeout_iters (default 0)",
            0, 1_000_000, (s, v) => s with { PrefillWaitSteps = v }),
        ScenarioField.Integer(
            "batch_wait_steps", "most steps that prompts wait for others while sequences run, TensorRT-LLM's batch_wait_timeout_iters (default 0)",
            0, 1_000_000, (s, v) => s with { BatchWaitSteps = v }),
        ScenarioField.Number(
            "batch_wait_share", "share", "share of the token budget with which they wait no longer, batch_wait_max_tokens_ratio (default 1)",
            0, 1, (s, v) => s with { BatchWaitShare = v }),
        ScenarioField.Integer(
            "receive_interval_steps", "with policy sglang: decode steps between two looks at what has come, SGLang's scheduler_recv_interval (default 1)",
            1, 1_000, (s, v) => s with { ReceiveIntervalSteps = v }),
        ScenarioField.Integer(
            "stream_interval", "tokens that the server sends to a client at a time (default 1)", 1, 1_000_000, (s, v) => s with { StreamInterval = v }),
        ScenarioField.Text(
            "order", "name", "order of the waiting queue: fcfs (default), priority, shortest-prompt, shortest-job (oracle), deadline, fair (by tenant)",
            (s, v) => s with { Order = v }, QueueOrders.Names),
        ScenarioField.Text(
            "preemption", "recompute|swap", "a sequence without blocks is computed again (default) or swapped to host memory",
            (s, v) => s with { Preemption = v }, "recompute", "swap"),
        ScenarioField.Number("swap_gib", "gib", "host memory for swapped blocks, per accelerator (default 4)", 0, 1e6, (s, v) => s with { SwapGib = v }),
        ScenarioField.Text(
            "spec", "method:k", "speculative decoding, k drafts a step: ngram:k, mtp:k, eagle:k, draft:k:model; or none",
            (s, v) => s with { Spec = v == "none" ? null : Checked(v, () => SpeculationChoice.Parse(v)) }),
        Acceptance(),
        ScenarioField.Integer("block_size", "tokens in a KV block (default: the engine's, vLLM 16)", 1, 65_536, (s, v) => s with { BlockSize = v }),
        ScenarioField.Integer(
            "max_model_len", "most tokens of input and output together (default: what model and memory allow)", 2, MostTokens, (s, v) => s with { MaxModelLen = v }),
        ScenarioField.Number(
            "memory_utilization", "share", "share of accelerator memory the engine may use (default 0.92)", 0, 1,
            (s, v) => s with { MemoryUtilization = v }, excludeMin: true),
        ScenarioField.Integer(
            "kv_blocks", "KV blocks, instead of what the memory plan finds", 2, int.MaxValue, (s, v) => s with { KvBlocks = v }),
        ScenarioField.Text(
            "kv_tiers", "tiers", $"KV tiers under the prefix cache: {KvTierText.Forms}",
            (s, v) => s with { KvTiers = Checked(v, () => KvTierText.Parse(v)) }),
        ScenarioField.Text(
            "kv_fetch", "policy", "fetch a prefix from a tier: if-faster (default) than computing it, or always",
            (s, v) => s with { KvFetch = v }, "if-faster", "always"),
        ScenarioField.Text(
            "kv_load", "mode", "while a prefix comes from a tier, async: the request waits alone (default with policy vllm), or blocking: its batch waits",
            (s, v) => s with { KvLoad = v }, "async", "blocking"),
        ScenarioField.Text(
            "engine_mode", "leap|step", "leap (default) or step by step, for checking; results are the same",
            (s, v) => s with { EngineMode = v }, "leap", "step"),
    ];

    // Its commas separate positions.
    private static ScenarioField Acceptance() => new(
        "spec_acceptance", FieldKind.Text, "p,p,..|name", "accepted drafts: a probability for each position, one for all, or a measurement's name",
        (s, v) => s with { SpecAcceptance = Checked(v, () => AcceptanceTable.Parse(v, 1)) })
    {
        IsAxis = false,
    };

    private static IEnumerable<ScenarioField> Traffic() =>
    [
        ScenarioField.Text(
            "workload", "name|file", "workload: a catalog name, a workload .json, or a trace .csv/.jsonl(.gz) (default chat)",
            (s, v) => s with { Workload = v }),
        ScenarioField.Text(
            "arrivals", "kind", "poisson, gamma:CV, constant, closed-loop, all-at-once or trace",
            (s, v) => s with { Arrivals = Checked(v, () => ArrivalText.Parse(v)) }),
        ScenarioField.Text(
            "input_tokens", "n|spec", "input tokens per request, replacing the workload's",
            (s, v) => s with { InputTokens = Notation("--input-tokens", v, LengthNotation.Parse) }),
        ScenarioField.Text(
            "output_tokens", "n|spec", "output tokens per request, replacing the workload's",
            (s, v) => s with { OutputTokens = Notation("--output-tokens", v, LengthNotation.Parse) }),
        ScenarioField.Integer(
            "max_tokens", "most output tokens a client allows; what engines that reserve whole answers reserve (default: the answer's)", 1, MostTokens,
            (s, v) => s with { MaxTokens = v }),
        ScenarioField.Text(
            "patience", "s|exp:mean", "seconds after which a client gives up an unfinished answer (default: never)",
            (s, v) => s with { Patience = Checked(v, () => PatienceText.Parse(v)) }),
        ScenarioField.Integer(
            "shared_prefix_tokens", "tokens at the beginning of every prompt that all share, before what the workload shares", 1, MostTokens,
            (s, v) => s with { SharedPrefixTokens = v }),
        ScenarioField.Number(
            "think_time", "s", "seconds between an answer and the user's next request (closed loop)", 0, LongestSeconds, (s, v) => s with { ThinkTime = v }),
        ScenarioField.Integer(
            "requests", "requests to play (default: the whole trace; 2000 with a rate; otherwise 10 per user, at least 200)", 1, int.MaxValue, (s, v) => s with { Requests = v }),
        ScenarioField.Number(
            "rate_scale", "factor", "factor on the rate of a trace", 0, 1e6, (s, v) => s with { RateScale = v }, excludeMin: true),
        ScenarioField.Text(
            "window", "s|from-to", "seconds of a trace to play: 600 or 300-900", (s, v) => s with { Window = Checked(v, () => TraceWindow.Parse(v)) }),
        ScenarioField.Text(
            "rate_profile", "name|spec|file.csv", $"rate over time: {RateNotation.Forms}",
            (s, v) => s with { RateProfile = Notation("--rate-profile", v, static t => RateNotation.Parse(t, static (_, _) => RateCatalog.All[0].Table)) }),
        ScenarioField.Text(
            "duration", "time", "how long requests arrive: 600, 15m, 12h, 1d",
            (s, v) => s with { Duration = Notation("--duration", v, static t => DurationNotation.ParseSeconds(t)) }),
        ScenarioField.Number("rate", "req/s", "requests per second", 0, 1e9, (s, v) => s with { Rate = v }, excludeMin: true),
        ScenarioField.Integer("concurrency", "users of a closed loop", 1, 10_000_000, (s, v) => s with { Concurrency = v }),
    ];

    private static IEnumerable<ScenarioField> Limits() =>
    [
        ScenarioField.Number(
            "warmup", "s", "seconds at the start that are not measured", 0, LongestSeconds, (s, v) => s with { Warmup = v }),
        ScenarioField.Number(
            "measure", "s", "seconds measured after the warm-up (default: to the last completion)", 0, LongestSeconds, (s, v) => s with { Measure = v }, excludeMin: true),
        ScenarioField.Number(
            "slo_ttft_ms", "ms", "limit on p99 time to first token", 0, 1e9, (s, v) => s with { SloTtftMs = v }, excludeMin: true),
        ScenarioField.Number(
            "slo_tpot_ms", "ms", "limit on p99 time per output token", 0, 1e9, (s, v) => s with { SloTpotMs = v }, excludeMin: true),
        ScenarioField.Number(
            "max_sim_time", "s", "stop after that many simulated seconds", 0, LongestSeconds, (s, v) => s with { MaxSimTime = v }, excludeMin: true),
    ];

    private static string Checked<T>(string text, Func<T> parse)
    {
        _ = parse();
        return text;
    }

    private static string Notation<T>(string flag, string text, Func<string, T> parse)
    {
        try
        {
            _ = parse(text);
            return text;
        }
        catch (InvalidConfigurationException exception)
        {
            throw new UsageException($"{flag}: {exception.Message}", exception);
        }
    }
}
