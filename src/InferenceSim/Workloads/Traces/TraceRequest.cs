using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>Makes requests of rows.</summary>
internal static class TraceRequest
{
    /// <summary>The request of a row, its content as far as the row has it.</summary>
    /// <exception cref="InvalidConfigurationException">The row identifies more tokens than its prompt has.</exception>
    public static Request Of(in TraceRow row, int index, long arrival, string source)
    {
        long identified = 0;
        foreach (PromptSegment segment in row.Content ?? [])
        {
            identified += segment.Tokens;
        }

        if (identified > row.PromptTokens)
        {
            throw TraceProblem.At(source, row.Line, 1, FormattableString.Invariant(
                $"the prefix has {identified} tokens: expected at most the prompt's {row.PromptTokens}"));
        }

        return new Request
        {
            Index = index,
            Arrival = new SimTime(arrival),
            PromptTokens = row.PromptTokens,
            OutputTokens = Math.Max(1, row.OutputTokens),
            Priority = row.Priority,
            Session = row.Session,
            Tenant = row.Tenant,
            Content = row.Content,
        };
    }

    /// <summary>Content with the rest of the prompt, which is the request's own, behind it.</summary>
    public static PromptSegment[] Complete(PromptSegment[] content, int promptTokens, int index)
    {
        int own = promptTokens;
        foreach (PromptSegment segment in content)
        {
            own -= segment.Tokens;
        }

        return own == 0 ? content : [.. content, new PromptSegment(TokenStreams.Unique(index), own)];
    }
}
