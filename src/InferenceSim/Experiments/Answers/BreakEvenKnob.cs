namespace InferenceSim.Experiments.Answers;

/// <summary>What is turned until profit is zero.</summary>
public enum BreakEvenKnob
{
    /// <summary>All token prices by the same factor; one price for all tokens where none are given.</summary>
    Price,

    /// <summary>Load as part of what the batch can sustain, by the rate of arrivals. (The busy share says little: one sequence keeps an accelerator busy.)</summary>
    Utilization,

    /// <summary>Requests per second.</summary>
    Rate,

    /// <summary>Share of the input tokens that come from the prefix cache, by the length of a shared beginning of all prompts.</summary>
    CacheHit,

    /// <summary>The batch-size limit.</summary>
    Batch,
}
