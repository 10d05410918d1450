namespace InferenceSim.Scheduling;

/// <summary>Speculative decoding: each sequence carries drafts, which the next step verifies together with its token.</summary>
/// <param name="Method">Where the drafts come from.</param>
/// <param name="DraftTokens">Drafts of a sequence in a step, at least 1 (<c>num_speculative_tokens</c>).</param>
/// <param name="Acceptance">How many of them are accepted.</param>
public sealed record Speculation(DraftMethod Method, int DraftTokens, IDraftAcceptance Acceptance)
{
    /// <summary>Slots beyond the scheduled tokens that every allocation asks for (<c>num_lookahead_tokens</c>).</summary>
    public int LookaheadTokens => Method == DraftMethod.Ngram ? 0 : DraftTokens;

    /// <summary>Whether the last block of a prefix hit is given up.</summary>
    public bool DropsLastHit => Method == DraftMethod.Eagle;
}
