using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>
/// What a client asks of the deployment: when, how long the prompt is, how many tokens it wants back. Immutable.
/// </summary>
public readonly record struct Request
{
    /// <summary>Number of the request in its workload, from 0; also breaks ties of simultaneous arrivals.</summary>
    public required int Index { get; init; }

    /// <summary>When it arrives.</summary>
    public required SimTime Arrival { get; init; }

    /// <summary>Length of the prompt, at least 1.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens of the answer, at least 1; it ends by itself after them.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Most tokens that the client allows (<c>max_tokens</c>), which is what an engine has to expect; 0 where it allows exactly the answer.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Most tokens that an engine has to expect of the answer.</summary>
    internal int MostOutputTokens => Math.Max(OutputTokens, MaxTokens);

    /// <summary>Time after its arrival at which the client gives up an answer that is not finished; zero for never.</summary>
    public SimDuration Patience { get; init; }

    /// <summary>Lower is more urgent; read by the priority order only.</summary>
    public int Priority { get; init; }

    /// <summary>The session (conversation, user, lane) the request belongs to, or -1.</summary>
    public int Session { get; init; }

    /// <summary>Number of the tenant (the workload of a mix) that sent the request, from 0; 0 where there is only one.</summary>
    public int Tenant { get; init; }

    /// <summary>
    /// What the prompt consists of, first token first; the lengths add up to <see cref="PromptTokens"/>. <c>null</c>: nothing in it is
    /// shared with any other request, which is the same as one segment of <see cref="TokenStreams.Unique"/>.
    /// </summary>
    public PromptSegment[]? Content { get; init; }

    /// <summary>
    /// Whether no other request contains the text that this one brings (<see cref="TokenStreams.Unique"/> of its index) or its answer. A
    /// promise of the workload, which spares a prefix cache the work of keeping what nobody will look up; results are the same without it.
    /// </summary>
    public bool NeverQuoted { get; init; }

    /// <summary>Leading tokens of the prompt before the text that this request brings.</summary>
    internal int QuotableTokens
    {
        get
        {
            ulong own = TokenStreams.Unique(Index);
            int tokens = 0;
            foreach (PromptSegment segment in Content ?? [])
            {
                if (segment.Stream == own)
                {
                    return tokens;
                }

                tokens += segment.Tokens;
            }

            return tokens;
        }
    }
}
