namespace InferenceSim.Experiments.Answers;

/// <summary>What a service published of its day. Whatever it did not publish is left out.</summary>
public sealed record PublishedDay
{
    /// <summary>Input tokens a second of a prefill node, cached ones included.</summary>
    public double? InputTokensPerSecondPerPrefillNode { get; init; }

    /// <summary>Output tokens a second of a decode node.</summary>
    public double? OutputTokensPerSecondPerDecodeNode { get; init; }

    /// <summary>Nodes in use, in the mean of the day.</summary>
    public double? Nodes { get; init; }

    /// <summary>What the day cost, US dollars.</summary>
    public double? CostUsd { get; init; }

    /// <summary>What its tokens earn at list prices, US dollars.</summary>
    public double? RevenueUsd { get; init; }

    /// <summary>Who published it, where and when.</summary>
    public string? Source { get; init; }
}
