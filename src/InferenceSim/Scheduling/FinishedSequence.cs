using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>A request that has all its tokens, and what happened to it.</summary>
/// <param name="Request">The request.</param>
/// <param name="FirstScheduled">When it was first admitted.</param>
/// <param name="FirstToken">When its first token came.</param>
/// <param name="Finish">When its last token came.</param>
/// <param name="OutputTokens">Tokens produced.</param>
/// <param name="Preemptions">Times it lost its blocks.</param>
/// <param name="CachedTokens">Prefix-cache hit at its first admission, in tokens.</param>
/// <param name="CachedTokensAll">The same summed over all its admissions.</param>
/// <param name="ComputedTokens">Tokens scheduled for it, recomputation and rejected drafts included.</param>
/// <param name="RejectedDrafts">Drafted tokens that were computed for it and rejected.</param>
public readonly record struct FinishedSequence(
    Request Request,
    SimTime FirstScheduled,
    SimTime FirstToken,
    SimTime Finish,
    int OutputTokens,
    int Preemptions,
    int CachedTokens,
    int CachedTokensAll,
    long ComputedTokens,
    int RejectedDrafts);
