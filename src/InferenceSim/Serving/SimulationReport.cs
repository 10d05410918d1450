using InferenceSim.Metrics;
using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>
/// What a run gives: counts, sums and latencies over the measured window (by default from the first arrival to the last completion).
/// Quantities that are sums are integers and exact.
/// </summary>
public sealed record SimulationReport
{
    /// <summary>Why the run ended.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>More about <see cref="Stop"/> where it is not <see cref="StopReason.Finished"/>.</summary>
    public string? StopDetail { get; init; }

    /// <summary>Length of the measured window.</summary>
    public required SimDuration Duration { get; init; }

    /// <summary>Time that replicas were there, summed over them, in picoseconds: what is paid for.</summary>
    public required Int128 ReplicaTime { get; init; }

    /// <summary>Replicas there were, on average over the window.</summary>
    public double MeanReplicas { get; init; } = 1;

    /// <summary>The groups of a deployment that has several, each with what its own replicas did; otherwise empty.</summary>
    public IReadOnlyList<GroupReport> Groups { get; init; } = [];

    /// <summary>Engine steps that scheduled at least one token.</summary>
    public required long Steps { get; init; }

    /// <summary>Requests that arrived.</summary>
    public required long Arrived { get; init; }

    /// <summary>Requests that got all their tokens.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that could never run.</summary>
    public required long Rejected { get; init; }

    /// <summary>Requests that were lost with the replica that served them.</summary>
    public long Lost { get; init; }

    /// <summary>Times a request was sent to another replica because its own had failed. Belongs to the deployment, over the whole run.</summary>
    public long Retried { get; init; }

    /// <summary>Why the first rejected request was rejected, with the arithmetic.</summary>
    public string? FirstRejection { get; init; }

    /// <summary>Prompt tokens of the completed requests, cached ones included.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Prompt tokens of the completed requests that their first admission found in the prefix cache.</summary>
    public required long CachedPromptTokens { get; init; }

    /// <summary>Tokens produced for requests.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Those of <see cref="OutputTokens"/> that went down with a replica.</summary>
    public long DiscardedOutputTokens { get; init; }

    /// <summary>Tokens computed, recomputation included.</summary>
    public required long ComputedTokens { get; init; }

    /// <summary>Drafted tokens that were computed (speculative decoding).</summary>
    public long DraftTokens { get; init; }

    /// <summary>Those of them that became output tokens.</summary>
    public long AcceptedDraftTokens { get; init; }

    /// <summary>The rest: computed, and paid by nobody.</summary>
    public long RejectedDraftTokens => DraftTokens - AcceptedDraftTokens;

    /// <summary>Steps of sequences that verified drafts.</summary>
    public long Verifications { get; init; }

    /// <summary>Mean tokens of a verification, the model's own and the accepted drafts; <c>null</c> where there was none.</summary>
    public double? MeanAcceptedLength => Verifications == 0 ? null : 1 + (AcceptedDraftTokens / (double)Verifications);

    /// <summary>Requests whose clients gave up; they count in no latency.</summary>
    public long Cancelled { get; init; }

    /// <summary>Output tokens of those requests, paid by nobody; part of <see cref="OutputTokens"/>.</summary>
    public long CancelledOutputTokens { get; init; }

    /// <summary>What was asked for and not served: requests rejected, lost with a replica, or given up.</summary>
    public UnservedDemand Unserved { get; init; }

    /// <summary>
    /// Tokens that were computed and that nobody is billed for: computed again after a preemption, rejected drafts, and output of answers
    /// that were given up or lost with a replica.
    /// </summary>
    public long UnbilledTokens => RecomputedTokens + RejectedDraftTokens + CancelledOutputTokens + DiscardedOutputTokens;

    /// <summary>Output tokens that somebody is billed for.</summary>
    public long BilledOutputTokens => OutputTokens - CancelledOutputTokens - DiscardedOutputTokens;

    /// <summary>Bytes of KV cache moved to and from host memory for preempted sequences.</summary>
    public Int128 SwappedBytes { get; init; }

    /// <summary>Time of that moving, part of <see cref="BusyTime"/>.</summary>
    public TotalTime SwapTime { get; init; }

    /// <summary>Times a sequence lost its blocks and had to start again.</summary>
    public required long Preemptions { get; init; }

    /// <summary>Time in which a step was running.</summary>
    public required TotalTime BusyTime { get; init; }

    /// <summary>The prefill share of <see cref="BusyTime"/>; mixed steps are divided in proportion to the price of each part alone, rounded down.</summary>
    public required TotalTime PrefillTime { get; init; }

    /// <summary>
    /// Time in which there was nothing to run but what waited for blocks on their way from a tier: a batch, or all requests where each waits for
    /// its own. Not part of <see cref="BusyTime"/>.
    /// </summary>
    public TotalTime StallTime { get; init; }

    /// <summary>
    /// Time in which blocks were on their way from a tier; all of it but <see cref="StallTime"/> passed behind other work. Counted where a fetch
    /// begins, so that in a window it may end after it.
    /// </summary>
    public TotalTime LoadingTime { get; init; }

    /// <summary>What the host-memory tier of the KV cache did, where there is one.</summary>
    public KvTierReport? HostTier { get; init; }

    /// <summary>What the tier of local disks did, where there is one.</summary>
    public KvTierReport? SsdTier { get; init; }

    /// <summary>What the remote tier did, where there is one.</summary>
    public KvTierReport? RemoteTier { get; init; }

    /// <summary>The tiers there are, nearest first.</summary>
    public IEnumerable<KvTierReport> KvTiers => ((KvTierReport?[])[HostTier, SsdTier, RemoteTier]).OfType<KvTierReport>();

    /// <summary>The rest of <see cref="BusyTime"/>.</summary>
    public TotalTime DecodeTime => BusyTime - PrefillTime;

    /// <summary>Floating-point operations of all steps.</summary>
    public required Int128 Flops { get; init; }

    /// <summary>Bytes moved to and from accelerator memory in all steps.</summary>
    public required Int128 Bytes { get; init; }

    /// <summary>Sum over steps of the sequences in the batch.</summary>
    public required long ScheduledSequences { get; init; }

    /// <summary>KV-cache blocks in use, integrated over time: block-picoseconds.</summary>
    public required Int128 BlockTime { get; init; }

    /// <summary>Most KV-cache blocks in use at once; of several replicas the sum, each at its own moment.</summary>
    public required long PeakBlocks { get; init; }

    /// <summary>KV-cache blocks there are; of replicas that come and go, with all of them there.</summary>
    public required long TotalBlocks { get; init; }

    /// <summary>KV-cache blocks there were, on average over the window.</summary>
    public required double MeanBlocks { get; init; }

    /// <summary>The engine's own integral over time of the requests in the system: request-picoseconds.</summary>
    public required Int128 RequestTime { get; init; }

    /// <summary>Sum over requests of (finish - arrival at the scheduler) in picoseconds; equals <see cref="RequestTime"/> in a finished run (Little's law).</summary>
    public required Int128 ResidenceTime { get; init; }

    /// <summary>Requests waiting when the last request arrived.</summary>
    public required long WaitingAtLastArrival { get; init; }

    /// <summary>Time to first token.</summary>
    public required LatencySummary Ttft { get; init; }

    /// <summary>Time per output token after the first; one-token outputs have none.</summary>
    public required LatencySummary Tpot { get; init; }

    /// <summary>Gaps between consecutive tokens of a request, all requests pooled.</summary>
    public required LatencySummary Itl { get; init; }

    /// <summary>Arrival to last token.</summary>
    public required LatencySummary E2e { get; init; }

    /// <summary>Arrival to first scheduled.</summary>
    public required LatencySummary Queue { get; init; }

    /// <summary>Completed requests that met the SLO (their tenant's, in a mix), where one was given.</summary>
    public long? CompletedWithinSlo { get; init; }

    /// <summary>Output tokens of the completed requests that met the SLO, where one was given.</summary>
    public long? OutputTokensWithinSlo { get; init; }

    /// <summary>Tokens of the completed requests that were computed again after a preemption: work that nobody is billed for.</summary>
    public long RecomputedTokens { get; init; }

    /// <summary>
    /// Blocks that completed requests found in the prefix cache, each for as long as the request ran: block-picoseconds. A block that several use
    /// counts for each of them.
    /// </summary>
    public Int128 ReusedBlockTime { get; init; }

    /// <summary>What it gave each tenant; empty where there is no mix.</summary>
    public IReadOnlyList<TenantReport> Tenants { get; init; } = [];

    /// <summary>Completed requests per second of the window.</summary>
    public double RequestsPerSecond => PerSecond(Completed);

    /// <summary>Output tokens per second of the window.</summary>
    public double OutputTokensPerSecond => PerSecond(OutputTokens);

    /// <summary>Prompt (cached ones included) and output tokens per second of the window.</summary>
    public double TotalTokensPerSecond => PerSecond(PromptTokens + OutputTokens);

    /// <summary>Share of the replicas' time in which a step was running.</summary>
    public double BusyFraction => ReplicaTime == 0 ? 0 : (double)BusyTime.Picoseconds / (double)ReplicaTime;

    /// <summary><see cref="ReplicaTime"/> in seconds.</summary>
    public double ReplicaSeconds => (double)ReplicaTime / SimDuration.PicosecondsPerSecond;

    /// <summary>Mean share of the KV cache in use over the window.</summary>
    public double KvMeanFraction => Duration.Picoseconds == 0 ? 0 : (double)BlockTime / Duration.Picoseconds / MeanBlocks;

    /// <summary>Largest share of the KV cache in use.</summary>
    public double KvPeakFraction => PeakBlocks / (double)TotalBlocks;

    /// <summary>Mean sequences per step.</summary>
    public double MeanBatch => Steps == 0 ? 0 : ScheduledSequences / (double)Steps;

    /// <summary>Share of the prompt tokens that came from the prefix cache.</summary>
    public double CacheHitFraction => PromptTokens == 0 ? 0 : CachedPromptTokens / (double)PromptTokens;

    private double PerSecond(long count) => Duration.Picoseconds == 0 ? 0 : count / Duration.Seconds;
}
