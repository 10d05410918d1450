using InferenceSim.Metrics;

namespace InferenceSim.Serving;

/// <summary>What a run gave one tenant: requests that ended in the measured window.</summary>
public sealed record TenantReport
{
    /// <summary>Who it is and what it was promised.</summary>
    public required TenantTerms Terms { get; init; }

    /// <summary>Requests that got all their tokens.</summary>
    public required long Completed { get; init; }

    /// <summary>Requests that could never run.</summary>
    public required long Rejected { get; init; }

    /// <summary>Requests whose clients gave up.</summary>
    public long Cancelled { get; init; }

    /// <summary>What it asked for and did not get.</summary>
    public UnservedDemand Unserved { get; init; }

    /// <summary>Prompt tokens of the completed requests, cached ones included.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Prompt tokens of the completed requests that their first admission found in the prefix cache.</summary>
    public required long CachedPromptTokens { get; init; }

    /// <summary>Output tokens of the completed requests.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>
    /// Sum over the prompt tokens that were computed of the tokens before each, which its attention reads. Of completed requests, what was computed again
    /// left out.
    /// </summary>
    public Int128 PrefillContexts { get; init; }

    /// <summary>Sum over the output tokens after the first of the tokens before each, which its attention reads.</summary>
    public Int128 DecodeContexts { get; init; }

    /// <summary>Time to first token.</summary>
    public required LatencySummary Ttft { get; init; }

    /// <summary>Time per output token after the first.</summary>
    public required LatencySummary Tpot { get; init; }

    /// <summary>Arrival to last token.</summary>
    public required LatencySummary E2e { get; init; }

    /// <summary>Arrival to first scheduled.</summary>
    public required LatencySummary Queue { get; init; }

    /// <summary>Completed requests that met the tenant's SLO, where it has one.</summary>
    public required long? CompletedWithinSlo { get; init; }
}
