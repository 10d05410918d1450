namespace InferenceSim.Plots;

/// <summary>Everything that a sweep's chart shows.</summary>
public sealed record SweepFigure
{
    /// <summary>The headline.</summary>
    public required string Title { get; init; }

    /// <summary>What is the same for all points: workload, precision, policy; one or two lines.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The axis' title with its unit, e.g. <c>Batch size (sequences)</c>.</summary>
    public string AxisTitle { get; init; } = "Batch size (sequences)";

    /// <summary>The axis in a word, for the labels of the last panel, e.g. <c>batch</c>.</summary>
    public string AxisName { get; init; } = "batch";

    /// <summary>The curves.</summary>
    public required IReadOnlyList<SweepSeries> Series { get; init; }

    /// <summary>Who says so, at the bottom: program, version, seed.</summary>
    public string Source { get; init; } = "InferenceSim";
}
