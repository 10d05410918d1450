using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Scheduling;

/// <summary>A request that has all its tokens, or whose client gave up, and what happened to it.</summary>
/// <param name="Request">The request.</param>
/// <param name="FirstScheduled">When it was first admitted, if it was.</param>
/// <param name="FirstToken">When its first token came, if one did.</param>
/// <param name="Finish">When its last token came, or the engine let it go.</param>
/// <param name="OutputTokens">Tokens produced.</param>
/// <param name="Preemptions">Times it lost its blocks.</param>
/// <param name="CachedTokens">Prefix-cache hit at its first admission, in tokens.</param>
/// <param name="CachedTokensAll">The same summed over all its admissions.</param>
/// <param name="ComputedTokens">Tokens scheduled for it, recomputation and rejected drafts included.</param>
/// <param name="RejectedDrafts">Drafted tokens that were computed for it and rejected.</param>
/// <param name="IsCancelled">Whether its client gave up.</param>
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
    int RejectedDrafts,
    bool IsCancelled = false)
{
    /// <summary>
    /// Tokens that were computed more than once, after preemptions: what was computed beyond each token but the last once, rejected drafts and
    /// what its first admission found cached left out. Nothing for a cancelled one, which never computed all of its own.
    /// </summary>
    public long RecomputedTokens => IsCancelled
        ? 0
        : Math.Max(0, ComputedTokens + CachedTokens - RejectedDrafts - (Request.PromptTokens + OutputTokens - 1));
}
