using InferenceSim.Experiments;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Metrics;
using InferenceSim.Results;
using InferenceSim.Serving;
using Spectre.Console;

namespace InferenceSim.Cli.Output;

/// <summary>One run for people.</summary>
internal static class RunSummary
{
    /// <summary>Prints it.</summary>
    public static void Print(PointResult result)
    {
        ResultTable.PrintSetting([result]);
        ConsoleTable.Line($"status {ResultColumns.StatusName(result.Status)}{(result.Reason is null ? "" : ": " + result.Reason)}");
        if (result.Report is not SimulationReport report)
        {
            return;
        }

        if (result.Replications.Count > 0)
        {
            ReplicationSummary.Print(result);
            return;
        }

        ConsoleTable.Line();
        Line("requests", FormattableString.Invariant($"{report.Arrived:#,##0} arrived, {report.Completed:#,##0} completed, {report.Rejected:#,##0} rejected; batch limit {(result.Inputs.Batch is int batch ? batch.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture) : "by group")}"));
        Line("time", FormattableString.Invariant($"{report.Duration.Seconds:#,##0.###} s simulated, {report.Steps:#,##0} steps, mean batch {report.MeanBatch:0.0}"));
        Line("throughput", FormattableString.Invariant(
            $"{report.OutputTokensPerSecond:#,##0.0} output tokens/s, {report.TotalTokensPerSecond:#,##0.0} total tokens/s, {report.RequestsPerSecond:0.###} requests/s"));
        Line("utilization", FormattableString.Invariant(
            $"busy {Numbers.Percent(report.BusyFraction)}%, MFU {Numbers.Percent(result.Mfu)}%, MBU {Numbers.Percent(result.Mbu)}%, KV mean {Numbers.Percent(report.KvMeanFraction)}% peak {Numbers.Percent(report.KvPeakFraction)}%"));
        Line("cache", FormattableString.Invariant($"{Numbers.Percent(report.CacheHitFraction)}% of input tokens from the prefix cache, {report.Preemptions:#,##0} preemptions"));
        if (report.KvTiers.Any())
        {
            Line("KV tiers", string.Join(", ", report.KvTiers.Select(t => FormattableString.Invariant(
                $"{t.Kind.ToString().ToLowerInvariant()} {t.Counts.ReadBlocks:#,##0} blocks fetched, {t.Counts.WrittenBlocks:#,##0} written")))
                + FormattableString.Invariant($"; loading for {report.LoadingTime.Seconds:0.###} s, {report.StallTime.Seconds:0.###} s of it with nothing else to do"));
        }

        if (result.Cost is not null)
        {
            Line("cost", $"{Numbers.Usd(result.Cost.TotalUsd)} USD; per million tokens: input {Numbers.Usd(result.Cost.InputUsdPerMillionTokens)}, output {Numbers.Usd(result.Cost.OutputUsdPerMillionTokens)}, all {Numbers.Usd(result.Cost.TotalUsdPerMillionTokens)} USD");
        }

        if (result.Error is PredictionError error)
        {
            string cost = result.Cost?.TotalUsdPerMillionTokens is double usd
                ? $" (all {Numbers.Usd(usd * error.CostLow)} to {Numbers.Usd(usd * error.CostHigh)} USD per million tokens)"
                : "";

            // A band of nothing is no claim to know: what arrives is served either way.
            string throughput = error.ThroughputPercent == 0 ? "throughput and cost are set by the arrivals" : $"throughput and cost ±{Numbers.Short(error.ThroughputPercent)}%";
            Line("error band", FormattableString.Invariant(
                $"TPOT ±{Numbers.Short(error.TpotPercent)}%, {throughput}{cost}; {PredictionWords.Of(error.Evidence)}"));
        }

        if (result.Inputs.Router is string router)
        {
            Line("replicas", FormattableString.Invariant($"{report.MeanReplicas:#,##0.##} on average behind router {router}, {result.Groups.Sum(g => g.GpuHours):#,##0.##} GPU-hours"));
        }

        if (report.Lost + report.Retried > 0)
        {
            Line("failures", FormattableString.Invariant($"{report.Retried:#,##0} times a request began again elsewhere, {report.Lost:#,##0} lost, {report.DiscardedOutputTokens:#,##0} output tokens thrown away"));
        }

        if (result.Groups.Count > 1)
        {
            foreach (GroupResult group in result.Groups)
            {
                Line("  " + group.Plan.Name, FormattableString.Invariant(
                    $"{group.Report.MeanReplicas:#,##0.##} x {group.Plan.AcceleratorsPerReplica} {group.Plan.Replica.Inputs.Gpu}, {group.Report.Completed:#,##0} requests, busy {Numbers.Percent(group.Report.BusyFraction)}%, p99 TTFT {Numbers.Short(group.Report.Ttft.P99Ms)} ms, {Numbers.Usd(group.Cost?.TotalUsd)} USD"));
            }
        }

        if (report.CompletedWithinSlo is long within)
        {
            Line("SLO", FormattableString.Invariant($"{within:#,##0} requests within it"));
        }

        Table table = ConsoleTable.New();
        table.AddColumn(ConsoleTable.Column("ms"));
        foreach (string header in (string[])["mean", "p50", "p90", "p95", "p99", "max"])
        {
            table.AddColumn(ConsoleTable.Column(header, number: true));
        }

        Row(table, "TTFT", report.Ttft);
        Row(table, "TPOT", report.Tpot);
        Row(table, "ITL", report.Itl);
        Row(table, "E2E", report.E2e);
        Row(table, "queue", report.Queue);
        ConsoleTable.Out.Write(table);
        PrintTenants(report);
    }

    private static void PrintTenants(SimulationReport report)
    {
        if (report.Tenants.Count == 0)
        {
            return;
        }

        Table table = ConsoleTable.New();
        table.AddColumn(ConsoleTable.Column("tenant"));
        foreach (string header in (string[])["requests", "req/s", "output tok/s", "TTFT ms p50", "TTFT ms p99", "TPOT ms p50", "TPOT ms p99", "in SLO %"])
        {
            table.AddColumn(ConsoleTable.Column(header, number: true));
        }

        double seconds = report.Duration.Seconds;
        foreach (TenantReport t in report.Tenants)
        {
            table.AddRow([
                ConsoleTable.Cell(t.Terms.Name),
                ConsoleTable.Cell(FormattableString.Invariant($"{t.Completed:#,##0}")),
                .. ((double?[])[t.Completed / seconds, t.OutputTokens / seconds, t.Ttft.P50Ms, t.Ttft.P99Ms, t.Tpot.P50Ms, t.Tpot.P99Ms])
                    .Select(v => ConsoleTable.Cell(Numbers.Short(v))),
                ConsoleTable.Cell(Numbers.Percent(t.Completed == 0 ? null : t.CompletedWithinSlo / (double)t.Completed)),
            ]);
        }

        ConsoleTable.Out.Write(table);
    }

    private static void Line(string name, string text) => ConsoleTable.Line($"{name,-12} {text}");

    private static void Row(Table table, string name, LatencySummary of) => table.AddRow([
        ConsoleTable.Cell(name),
        .. ((double?[])[of.MeanMs, of.P50Ms, of.P90Ms, of.P95Ms, of.P99Ms, of.MaxMs]).Select(v => ConsoleTable.Cell(Numbers.Short(v))),
    ]);
}
