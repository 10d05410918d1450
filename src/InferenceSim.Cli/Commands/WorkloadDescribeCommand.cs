using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Workloads.Analysis;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim workload describe</c>: counts, rate, burstiness, lengths, shared prefixes.</summary>
internal static class WorkloadDescribeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("describe", "Counts, rate, burstiness, lengths and shared prefixes of a trace or a ready workload.");
        Argument<string> file = new("file|name") { Description = "a trace, a workload .json, a scenario .json, or a catalog name" };
        command.Add(file);
        WorkloadInput input = new(command);
        Option<string?> format = OutputFormats.Option();
        command.Add(format);
        return command.WithAction((parsed, _) =>
        {
            WorkloadDescription description = WorkloadDescription.Of(input.Open(parsed, parsed.GetRequiredValue(file)));
            RecordPrinter.Print(["quantity", "value"], Rows(description), OutputFormats.Of(parsed.GetValue(format)));
            return ExitCode.Ok;
        });
    }

    private static IEnumerable<object?[]> Rows(WorkloadDescription d) =>
    [
        ["name", d.Name],
        ["requests", (long)d.Requests],
        ["span_seconds", d.Arrivals?.SpanSeconds],
        ["rate_requests_per_second", d.Arrivals?.RatePerSecond],
        ["gap_cv", d.Arrivals?.GapCv],
        ["count_dispersion_1s", d.Arrivals?.CountDispersion1s],
        ["count_dispersion_10s", d.Arrivals?.CountDispersion10s],
        ["count_dispersion_60s", d.Arrivals?.CountDispersion60s],
        ["arrivals_assume_instant_answers", d.AssumesZeroService ? "yes" : "no"],
        .. Lengths("input_tokens", d.Prompt),
        ["input_tokens_total", d.PromptTokens],
        .. Lengths("output_tokens", d.Output),
        ["output_tokens_total", d.OutputTokens],
        ["prefix_share", d.PrefixShare],
        ["prefix_block_tokens", (long)d.BlockTokens],
        ["sessions", (long)d.Sessions],
        ["mean_turns", d.MeanTurns],
        ["clipped_requests", d.Notes.ClippedToContext],
        ["dropped_rows", d.Notes.DroppedWithoutOutput],
        ["rows_outside_window", d.Notes.OutsideWindow],
    ];

    private static IEnumerable<object?[]> Lengths(string name, LengthSummary lengths) =>
    [
        [$"{name}_mean", lengths.Mean],
        [$"{name}_p50", lengths.P50],
        [$"{name}_p90", lengths.P90],
        [$"{name}_p99", lengths.P99],
        [$"{name}_max", lengths.Max],
    ];
}
