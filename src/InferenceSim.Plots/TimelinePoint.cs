namespace InferenceSim.Plots;

/// <summary>One interval of a run, as its chart shows it.</summary>
public sealed record TimelinePoint
{
    /// <summary>Start of the interval, in seconds from the start of the run.</summary>
    public required double Seconds { get; init; }

    /// <summary>Requests that arrived, per second.</summary>
    public required double ArrivedPerSecond { get; init; }

    /// <summary>Requests that got their last token, per second.</summary>
    public required double CompletedPerSecond { get; init; }

    /// <summary>Replicas that are there and paid for.</summary>
    public required double Replicas { get; init; }

    /// <summary>Requests waiting.</summary>
    public required double Waiting { get; init; }

    /// <summary>Requests running.</summary>
    public required double Running { get; init; }

    /// <summary>Share of the replicas' time in which a step ran.</summary>
    public required double BusyFraction { get; init; }

    /// <summary>Share of the KV cache in use.</summary>
    public required double KvFraction { get; init; }

    /// <summary>Tokens produced, per second.</summary>
    public required double OutputTokensPerSecond { get; init; }

    /// <summary>US dollars per hour; <c>null</c> where no price is known.</summary>
    public required double? CostUsdPerHour { get; init; }
}
