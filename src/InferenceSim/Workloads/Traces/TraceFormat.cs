namespace InferenceSim.Workloads.Traces;

/// <summary>The trace formats that can be read; see <see cref="TraceFile.KnownFormats"/> for what each looks like.</summary>
public enum TraceFormat
{
    /// <summary>Our own CSV, as <see cref="WorkloadCsv"/> writes it.</summary>
    InferenceSim,

    /// <summary>Azure LLM inference traces of 2023, 2024 and 2025 (multimodal): TIMESTAMP, ContextTokens, GeneratedTokens.</summary>
    Azure,

    /// <summary>BurstGPT, with 6 columns (versions 1 and 2) or 8 (version 3).</summary>
    BurstGpt,

    /// <summary>Lengths without times: num_prefill_tokens, num_decode_tokens (ShareGPT and arXiv statistics).</summary>
    Lengths,

    /// <summary>Mooncake JSONL: timestamp in ms, lengths, hash ids of 512-token blocks.</summary>
    Mooncake,

    /// <summary>Mooncake's fields with session_id and delay: agent sessions such as WEKA's, merged on one clock.</summary>
    AgentSessions,

    /// <summary>One recorded agent session, as kv-cache-tester (WEKA) publishes it: JSON with nested sub-agents, 64-token blocks.</summary>
    WekaSession,

    /// <summary>Qwen-Bailian JSONL: timestamp in seconds, chat ids, hash ids of 16-token blocks.</summary>
    QwenBailian,
}
