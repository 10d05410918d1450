namespace InferenceSim.Scheduling;

/// <summary>Where drafts come from; it decides what an engine sets aside for them.</summary>
public enum DraftMethod
{
    /// <summary>Continuations found in the sequence itself: nothing is set aside.</summary>
    Ngram,

    /// <summary>A small model of its own, whose KV cache needs room for the drafts: as many slots ahead.</summary>
    DraftModel,

    /// <summary>
    /// A head on the model's own hidden states (EAGLE, multi-token prediction): as many slots ahead, and the last block of a prefix hit is
    /// computed again, because the head needs its hidden states.
    /// </summary>
    Eagle,
}
