namespace InferenceSim.Metrics;

/// <summary>A latency over many requests or tokens, in milliseconds. Percentiles are linear between ranks (R7, as numpy and spreadsheets have them).</summary>
/// <param name="Count">How many values; with none, every other member is <c>null</c>.</param>
/// <param name="MeanMs">Arithmetic mean.</param>
/// <param name="P50Ms">Median.</param>
/// <param name="P90Ms">90th percentile.</param>
/// <param name="P95Ms">95th percentile.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="MaxMs">Largest value.</param>
public sealed record LatencySummary(
    long Count, double? MeanMs, double? P50Ms, double? P90Ms, double? P95Ms, double? P99Ms, double? MaxMs)
{
    /// <summary>A summary of nothing.</summary>
    public static LatencySummary Empty { get; } = new(0, null, null, null, null, null, null);
}
