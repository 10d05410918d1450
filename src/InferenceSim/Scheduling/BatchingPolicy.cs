namespace InferenceSim.Scheduling;

/// <summary>Who gets into the next batch.</summary>
public enum BatchingPolicy
{
    /// <summary>vLLM V1: every step hands out the token budget to running sequences, then admits (continuous batching with chunked prefill).</summary>
    Vllm,

    /// <summary>vLLM V0's default: if a waiting request fits, a step of whole prompts only; otherwise a step of decodes only.</summary>
    PrefillFirst,

    /// <summary>SGLang: steps of prefill chunks only, whenever somebody waiting fits, else of decodes only; admission bets on early ends and takes sequences back when the bet is lost.</summary>
    Sglang,

    /// <summary>
    /// TensorRT-LLM's in-flight batching with guaranteed no-evict, its default: whole prompts join the decodes of a step, and only if room is
    /// left for the whole output of everybody admitted, so that nobody is ever preempted.
    /// </summary>
    Trtllm,

    /// <summary>TensorRT-LLM's in-flight batching with maximum utilization: room for what is known is enough; sequences are paused and computed again where it runs out.</summary>
    TrtllmMaxUtilization,

    /// <summary>No continuous batching: when idle, take a batch, prefill it together, decode it to its longest member.</summary>
    Static,
}
