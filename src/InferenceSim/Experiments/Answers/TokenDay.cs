namespace InferenceSim.Experiments.Answers;

/// <summary>All tokens of a service's day, for <c>economics fleet</c>: what a fleet of the scenario's replicas has to serve.</summary>
public sealed record TokenDay
{
    /// <summary>Input tokens, cached ones included.</summary>
    public required decimal InputTokens { get; init; }

    /// <summary>Input tokens that come from the prefix cache.</summary>
    public decimal CachedInputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public required decimal OutputTokens { get; init; }

    /// <summary>Accelerators of a node. Default 8.</summary>
    public int AcceleratorsPerNode { get; init => field = value == 0 ? 8 : value; } = 8; // generated JSON code sets 0 if absent

    /// <summary>What the service says of itself, to stand beside the simulation.</summary>
    public PublishedDay? Published { get; init; }

    /// <summary>Checks what can be checked without the rest of the scenario.</summary>
    /// <exception cref="UsageException">A value is out of range.</exception>
    internal void Validate()
    {
        if (InputTokens <= 0 || OutputTokens <= 0 || AcceleratorsPerNode < 1)
        {
            throw new UsageException("economics: 'day' needs input_tokens and output_tokens above 0, and accelerators_per_node of at least 1");
        }

        if (CachedInputTokens < 0 || CachedInputTokens > InputTokens)
        {
            throw new UsageException("economics: 'day' has cached_input_tokens that are not from 0 to its input_tokens, which include them");
        }
    }
}
