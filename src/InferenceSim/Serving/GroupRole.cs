namespace InferenceSim.Serving;

/// <summary>What the replicas of a group do.</summary>
public enum GroupRole
{
    /// <summary>Whole requests.</summary>
    Both,

    /// <summary>Prompts: a request goes on at a decode replica, to which its KV cache is sent.</summary>
    Prefill,

    /// <summary>Answers, once the prompt has been computed at a prefill replica.</summary>
    Decode,
}
