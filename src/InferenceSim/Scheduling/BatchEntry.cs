namespace InferenceSim.Scheduling;

/// <summary>How a sequence came into a batch.</summary>
internal enum BatchEntryKind
{
    /// <summary>It was running already.</summary>
    Continuing,

    /// <summary>Admitted for the first time.</summary>
    New,

    /// <summary>Admitted again after a preemption.</summary>
    Resumed,
}

/// <summary>One sequence in a batch.</summary>
/// <param name="Slot">Its slot.</param>
/// <param name="Tokens">Tokens scheduled.</param>
/// <param name="Context">Tokens computed before the step.</param>
/// <param name="Kind">How it came into the batch.</param>
/// <param name="IsDecode">Whether it is a plain decode; else it is a prefill chunk.</param>
/// <param name="FirstNewBlock">Index in its block table of the first block it was given for this step.</param>
internal readonly record struct BatchEntry(int Slot, int Tokens, int Context, BatchEntryKind Kind, bool IsDecode, int FirstNewBlock);
