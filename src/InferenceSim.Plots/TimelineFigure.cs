namespace InferenceSim.Plots;

/// <summary>Everything that the chart of a run over time shows.</summary>
public sealed record TimelineFigure
{
    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>What was run; one or two lines.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The intervals, in order.</summary>
    public required IReadOnlyList<TimelinePoint> Points { get; init; }

    /// <summary>Who says so, at the bottom: program, version, seed.</summary>
    public string Source { get; init; } = "InferenceSim";
}
