namespace InferenceSim.Serving;

/// <summary>How a deployment picks the replica that serves an arrival.</summary>
public enum RouterKind
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>By chance.</summary>
    Random,

    /// <summary>The one with the fewest unfinished requests.</summary>
    LeastRequests,

    /// <summary>The one whose unfinished requests have the fewest input and output tokens.</summary>
    LeastTokens,

    /// <summary>Of two drawn by chance the one with fewer unfinished requests.</summary>
    PowerOfTwo,

    /// <summary>Always the same for a session, by consistent hashing.</summary>
    SessionAffinity,

    /// <summary>Always the same for prompts that begin alike, by consistent hashing.</summary>
    PrefixAffinity,

    /// <summary>The one with the fewest unfinished tokens once the uncached part of the prompt is added: cached prefix against load.</summary>
    PrefixAware,

    /// <summary>One queue in front of all: a request waits there until a replica has a free place in its batch.</summary>
    CentralQueue,
}
