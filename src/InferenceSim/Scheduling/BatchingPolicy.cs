namespace InferenceSim.Scheduling;

/// <summary>Who gets into the next batch.</summary>
public enum BatchingPolicy
{
    /// <summary>vLLM V1: every step hands out the token budget to running sequences, then admits (continuous batching with chunked prefill).</summary>
    Vllm,

    /// <summary>vLLM V0's default: if a waiting request fits, a step of whole prompts only; otherwise a step of decodes only.</summary>
    PrefillFirst,

    /// <summary>No continuous batching: when idle, take a batch, prefill it together, decode it to its longest member.</summary>
    Static,
}
