namespace InferenceSim.Economics.Revenues;

/// <summary>How many requests a task takes that somebody wants solved: an agent's steps, again for every attempt, and not all succeed.</summary>
public sealed record TaskShape
{
    /// <summary>Requests of one attempt.</summary>
    public required decimal StepsPerTask { get; init; }

    /// <summary>Attempts at a task, the first included. Default 1.</summary>
    public decimal? AttemptsPerTask { get; init; }

    /// <summary>Part of the tasks that end resolved. Default 1.</summary>
    public decimal? ResolvedShare { get; init; }

    /// <summary>Requests for each task that ends resolved.</summary>
    public decimal RequestsPerResolvedTask => StepsPerTask * (AttemptsPerTask ?? 1) / (ResolvedShare ?? 1);
}
