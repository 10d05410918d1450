using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>A request between its prefill and its decode replica.</summary>
/// <param name="Request">The whole request.</param>
/// <param name="Prefill">What its prefill replica did.</param>
/// <param name="From">That replica, which holds its KV until it has been sent.</param>
/// <param name="Tokens">Tokens whose KV goes on: those of the prompt, or none if it was lost in the moment of the first token.</param>
internal sealed record Handover(Request Request, FinishedSequence Prefill, int From, int Tokens)
{
    /// <summary>The decode replica it is sent to, or -1 while there is none for it.</summary>
    public int To { get; set; } = -1;

    /// <summary>Leading tokens that its decode replica had in its prefix cache, so that they are not sent.</summary>
    public int Cached { get; set; }

    /// <summary>How far it is.</summary>
    public HandoverState State { get; set; }

    /// <summary>What happened to it in all, now that its client has given up on the way.</summary>
    public FinishedSequence CancelledAt(SimTime time) => Prefill with { Request = Request, Finish = time, IsCancelled = true };

    /// <summary>What happened to it in all, now that its decode replica is done.</summary>
    public FinishedSequence With(in FinishedSequence decode) => decode with
    {
        FirstScheduled = Prefill.FirstScheduled,
        FirstToken = Prefill.FirstToken,
        Preemptions = Prefill.Preemptions + decode.Preemptions,
        CachedTokens = Prefill.CachedTokens,
        CachedTokensAll = Prefill.CachedTokensAll + decode.CachedTokensAll,
        ComputedTokens = Prefill.ComputedTokens + decode.ComputedTokens,
    };
}
