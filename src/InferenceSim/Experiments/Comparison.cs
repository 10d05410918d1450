namespace InferenceSim.Experiments;

/// <summary>
/// Hardware side by side: every contender is tried at every batch, its best point chosen under latency limits, and the contenders
/// ranked.
/// </summary>
public sealed class Comparison
{
    /// <summary>Limit on p99 TTFT unless the user gives another.</summary>
    public const double DefaultSloTtftMs = 2_000;

    /// <summary>Limit on p99 TPOT unless the user gives another.</summary>
    public const double DefaultSloTpotMs = 50;

    /// <summary>The batches that are tried unless the user names some.</summary>
    public const string DefaultBatches = "1,2,4..256";

    private Comparison(ComparisonObjective objective, IReadOnlyList<ComparisonEntry> entries)
    {
        Objective = objective;
        Entries = entries;
    }

    /// <summary>What was compared by.</summary>
    public ComparisonObjective Objective { get; }

    /// <summary>The contenders: those that meet the limits, best first; those that miss them; those that could not be run.</summary>
    public IReadOnlyList<ComparisonEntry> Entries { get; }

    /// <summary>Groups the rows of a sweep by everything but the batch, picks the best of each group and ranks the groups.</summary>
    /// <param name="results">Rows of a sweep whose fastest axis is the batch, run with the latency limits.</param>
    /// <param name="objective">What is best.</param>
    public static Comparison Of(IEnumerable<PointResult> results, ComparisonObjective objective)
    {
        ArgumentNullException.ThrowIfNull(results);
        IEnumerable<ComparisonEntry> entries = results
            .GroupBy(r => r.Inputs.Scenario with { Batch = null })
            .Select(group => Entry([.. group], objective));

        // OrderBy is stable: equals stay in the order they were named in.
        return new Comparison(objective, [.. entries
            .OrderBy(e => e.MeetsLimits ? 0 : e.Best.Ran ? 1 : 2)
            .ThenBy(e => Score(e.Best, e.MeetsLimits ? objective : ComparisonObjective.Throughput))]);
    }

    /// <summary>A figure to order by, smaller being better.</summary>
    private static double Score(PointResult result, ComparisonObjective objective) => objective switch
    {
        // Without a price there is no cost to compare: such a row comes after all that have one.
        ComparisonObjective.Cost => result.Mean(r => r.Cost?.OutputUsdPerMillionTokens) ?? double.MaxValue,
        ComparisonObjective.Interactivity => result.Mean(r => r.Report?.Tpot.MeanMs) ?? double.MaxValue,
        _ => -(result.Mean(r => r.Report?.OutputTokensPerSecond) / result.Inputs.Gpus ?? 0),
    };

    private static ComparisonEntry Entry(IReadOnlyList<PointResult> points, ComparisonObjective objective)
    {
        PointResult? best = points.Where(p => p.Status == PointStatus.Ok).MinBy(p => Score(p, objective));
        if (best is null && points.Where(p => p.Ran).MinBy(p => Score(p, ComparisonObjective.Throughput)) is PointResult fastest)
        {
            best = fastest.Status == PointStatus.Saturated ? fastest : fastest with { Status = PointStatus.MissesSlo };
        }

        return new ComparisonEntry(best ?? points[0], points);
    }
}
