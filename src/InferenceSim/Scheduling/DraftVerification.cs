namespace InferenceSim.Scheduling;

/// <summary>
/// The drafts of an engine's sequences: after a step everybody past its prefill holds new ones, and the next step tells how many were
/// right. Does nothing in an engine without <see cref="EngineOptions.Speculation"/>.
/// </summary>
internal sealed class DraftVerification(Speculation? speculation)
{
    /// <summary>Drafts that were verified, padding included.</summary>
    public long Drafted { get; private set; }

    /// <summary>Drafts that became output tokens.</summary>
    public long Accepted { get; private set; }

    /// <summary>Verifications: steps of a sequence that held drafts of its own.</summary>
    public long Verified { get; private set; }

    /// <summary>
    /// Verifies the drafts of an entry that computed all of its sequence's known tokens, and takes back what was computed for rejected ones;
    /// their blocks stay with the sequence.
    /// </summary>
    /// <returns>Output tokens that the entry gives: one, and one for each accepted draft, as far as the sequence wants them.</returns>
    public int Verify(ref Sequence sequence, in BatchEntry entry)
    {
        int drafts = entry.Context + entry.Tokens - sequence.Known;
        int accepted = 0;
        if (drafts > 0 && sequence.Drafts > 0)
        {
            accepted = Math.Min(speculation!.Acceptance.Accepted(sequence.Request.Index, sequence.Outputs, drafts), sequence.Target - sequence.Known - 1);
            Verified++;
        }

        Drafted += drafts;
        Accepted += accepted;
        sequence.RejectedDrafts += drafts - accepted;
        sequence.Computed -= drafts - accepted;
        sequence.Drafts = speculation?.DraftTokens ?? 0;
        return 1 + accepted;
    }
}
