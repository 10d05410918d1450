namespace InferenceSim.Experiments;

/// <summary>Judges 99th percentiles by the limits that a scenario sets.</summary>
internal static class LatencyLimits
{
    /// <summary><see cref="PointStatus.MissesSlo"/> and why, or <see cref="PointStatus.Ok"/>.</summary>
    public static (PointStatus Status, string? Reason) Judge(Scenario asked, double? ttftP99Ms, double? tpotP99Ms)
    {
        string[] misses = [.. Miss("TTFT", ttftP99Ms, asked.SloTtftMs), .. Miss("TPOT", tpotP99Ms, asked.SloTpotMs)];
        return misses.Length == 0 ? (PointStatus.Ok, null) : (PointStatus.MissesSlo, string.Join("; ", misses));
    }

    private static IEnumerable<string> Miss(string name, double? p99, double? limit)
    {
        if (p99 > limit)
        {
            yield return FormattableString.Invariant($"p99 {name} {p99:0.#} ms is above the limit of {limit:0.#} ms");
        }
    }
}
