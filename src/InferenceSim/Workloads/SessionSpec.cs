using InferenceSim.Workloads.Lengths;

namespace InferenceSim.Workloads;

/// <summary>
/// Conversations: the prompt of a later turn is everything before it (shared prefixes, earlier texts and answers) and new text. It is
/// sent a think time after the answer. A session ends after its turns, or when the next prompt and answer would exceed the context.
/// </summary>
public sealed record SessionSpec
{
    /// <summary>Requests in a session.</summary>
    public required ILengthDistribution Turns { get; init; }

    /// <summary>New prompt tokens of each turn after the first (the first turn has the workload's prompt length).</summary>
    public required ILengthDistribution NewTokens { get; init; }

    /// <summary>Time between an answer and the next turn.</summary>
    public required IThinkTime ThinkTime { get; init; }
}
