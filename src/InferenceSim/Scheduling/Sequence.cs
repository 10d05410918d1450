using InferenceSim.KvCache;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>
/// A request being served by one engine. Lives in a slot of <see cref="SequenceTable"/>. While it is a member of the
/// <see cref="DecodeCohort"/>, <see cref="Computed"/> is relative to the cohort's step counter; see <see cref="DecodeCohort.Dissolve"/>.
/// </summary>
internal struct Sequence
{
    /// <summary>What the client asked.</summary>
    public Request Request;

    /// <summary>Its blocks.</summary>
    public BlockTable Table;

    /// <summary>Tokens that are known: prompt and output so far, a token that a batch under way will give included (asynchronous scheduling).</summary>
    public int Known;

    /// <summary>Tokens computed so far, prefix-cache hits included. In the cohort: less the step counter.</summary>
    public long Computed;

    /// <summary>Known tokens at which it ends: prompt and output, or the context limit.</summary>
    public int Target;

    /// <summary>Tokens whose KV comes with it, computed by another engine; 0 once it has lost its blocks.</summary>
    public int Brought;

    /// <summary>Leading tokens of those that were not sent, because they were cached here: without them the others are of no use.</summary>
    public int BroughtBehind;

    /// <summary>Whether the KV of its prompt lies at another engine, to be fetched once there are blocks for it here.</summary>
    public bool Pulls;

    /// <summary>Whether its KV stays when it ends, until another engine has fetched it.</summary>
    public bool HandsOver;

    /// <summary>Whether it is a member of the decode cohort.</summary>
    public bool InCohort;

    /// <summary>Place in the order of admission to <c>running</c>; a resumed sequence gets a new one.</summary>
    public long AdmissionOrder;

    /// <summary>Neighbours in the running list, or -1.</summary>
    public int NextRunning, PreviousRunning;

    /// <summary>Neighbours among the cohort's members whose contexts have the same remainder by the block size, or -1.</summary>
    public int NextInBucket, PreviousInBucket;

    /// <summary>When it was first admitted, gave its first token and its latest token.</summary>
    public SimTime FirstScheduled, FirstToken, LastToken;

    /// <summary>Number of the latest batch it was in; its output may still be under way (not while in the cohort).</summary>
    public long LastBatch;

    /// <summary>Whether the scheduler has looked at what had come since it came (SGLang's look only so often).</summary>
    public bool IsReceived;

    /// <summary>Whether it is among the running.</summary>
    public bool IsRunning;

    /// <summary>Whether it has been admitted before.</summary>
    public bool Admitted;

    /// <summary>Times it lost its blocks.</summary>
    public int Preemptions;

    /// <summary>Prefix-cache hit at its first admission, and over all admissions, in tokens.</summary>
    public int CachedTokens, CachedTokensAll;

    /// <summary>Tokens scheduled for it, recomputation included. In the cohort: less the step counter.</summary>
    public long ComputedTotal;

    /// <summary>Drafted tokens that wait to be verified; none in the middle of a prefill.</summary>
    public int Drafts;

    /// <summary>Drafted tokens that were computed and rejected.</summary>
    public int RejectedDrafts;

    /// <summary>Known tokens at which it ends at the latest: prompt and <c>max_tokens</c>, or the context limit. What an engine has to expect.</summary>
    public int Limit;

    /// <summary>Tokens whose keys and values lie in host memory, after a preemption.</summary>
    public int SwappedTokens;

    /// <summary>Output tokens that were charged to its tenant (<see cref="FairShareQueue"/>).</summary>
    public int ChargedOutputs;

    /// <summary>Whether it waits or runs.</summary>
    public bool IsPresent;

    /// <summary>The data-parallel rank it lives on, where ranks matter (<see cref="RankBalancing"/>).</summary>
    public ushort Rank;

    /// <summary>Whether its client has given up.</summary>
    public bool IsCancelled;

    /// <summary>Whether it holds blocks that a tier or another engine fills, and waits for them (<see cref="LoadingSequences"/>).</summary>
    public bool IsLoading;

    /// <summary>Output tokens so far (not while in the cohort).</summary>
    public readonly int Outputs => Known - Request.PromptTokens;

    /// <summary>Leading tokens that need not be computed at an admission: of a prefix hit of <paramref name="hitTokens"/>, in host memory, or brought.</summary>
    public readonly int Held(int hitTokens) => Math.Max(hitTokens, Math.Max(SwappedTokens, hitTokens >= BroughtBehind ? Brought : 0));

    /// <summary>Whether its next token is a plain decode: all but the newest token is computed, and that token is an output (not while in the cohort).</summary>
    public readonly bool IsDecoding => Computed == Known - 1 && Known > Request.PromptTokens;
}
