namespace InferenceSim.Experiments;

/// <summary>Makes one row of the replications of a point.</summary>
internal static class ReplicatedPoint
{
    // What is worst about any replication is worst about the row; latency limits are judged by the means instead.
    private static readonly PointStatus[] s_worstFirst =
        [PointStatus.Error, PointStatus.Unsupported, PointStatus.Infeasible, PointStatus.Stopped, PointStatus.Saturated];

    /// <summary>The row of <paramref name="runs"/>, which are the replications of a point in order.</summary>
    public static PointResult Of(IReadOnlyList<PointResult> runs)
    {
        if (runs.FirstOrDefault(r => !r.Ran) is PointResult failed)
        {
            return failed with { Inputs = failed.Inputs with { Scenario = failed.Inputs.Scenario with { Replication = 0 } } };
        }

        (PointStatus status, string? reason) = Judge(runs);
        return runs[0] with { Replications = runs, Status = status, Reason = reason };
    }

    private static (PointStatus Status, string? Reason) Judge(IReadOnlyList<PointResult> runs)
    {
        foreach (PointStatus status in s_worstFirst)
        {
            PointResult[] such = [.. runs.Where(r => r.Status == status)];
            if (such.Length > 0)
            {
                return (status, FormattableString.Invariant($"{such.Length} of {runs.Count} replications; the first of them: {such[0].Reason}"));
            }
        }

        return LatencyLimits.Judge(
            runs[0].Inputs.Scenario,
            ReplicationInterval.Of(runs.Select(r => r.Report!.Ttft.P99Ms)).Mean,
            ReplicationInterval.Of(runs.Select(r => r.Report!.Tpot.P99Ms)).Mean);
    }
}
