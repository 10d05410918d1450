namespace InferenceSim.Scheduling;

/// <summary>Who gets into the next batch.</summary>
public enum BatchingPolicy
{
    /// <summary>
    /// vLLM V1: every step hands out the token budget to running sequences, then admits (continuous batching with chunked prefill). With
    /// <see cref="EngineOptions.ChunkedPrefill"/> off it is TensorRT-LLM's fused in-flight batching, with
    /// <see cref="EngineOptions.ReserveOutput"/> on in its default form, guaranteed no-evict.
    /// </summary>
    Vllm,

    /// <summary>vLLM V0's default: if a waiting request fits, a step of whole prompts only; otherwise a step of decodes only.</summary>
    PrefillFirst,

    /// <summary>SGLang: steps of prefill chunks only, whenever somebody waiting fits, else of decodes only; admission bets on early ends and takes sequences back when the bet is lost.</summary>
    Sglang,

    /// <summary>No continuous batching: when idle, take a batch, prefill it together, decode it to its longest member.</summary>
    Static,
}
