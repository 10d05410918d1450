namespace InferenceSim.Experiments;

/// <summary>
/// Traffic that somebody assumes on paper, for the same accelerators: its account stands beside that of the simulation, which says whether an
/// engine could do it.
/// </summary>
public sealed record AssumedTraffic
{
    /// <summary>Billed input tokens in every second of the day, cached ones included.</summary>
    public required decimal InputTokensPerSecond { get; init; }

    /// <summary>Billed output tokens in every second of the day.</summary>
    public required decimal OutputTokensPerSecond { get; init; }

    /// <summary>The part of the input that comes from the prefix cache.</summary>
    public decimal CachedInputShare { get; init; }

    /// <summary>Requests in every second of the day; needed where tasks are sold.</summary>
    public decimal? RequestsPerSecond { get; init; }

    /// <summary>Whose assumption it is.</summary>
    public string? Source { get; init; }
}
