using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim compare</c>: accelerators side by side, each at its best batch under latency limits.</summary>
internal static class CompareCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("compare", FormattableString.Invariant(
            $"Which accelerators to rent: each is tried at every batch (default {Comparison.DefaultBatches}); its best point meets p99 TTFT <= {Comparison.DefaultSloTtftMs:0} ms and p99 TPOT <= {Comparison.DefaultSloTpotMs:0} ms at the lowest output cost. Without --tp the fewest accelerators that hold the model."));
        ScenarioOptions scenario = new(command, lists: true);
        Option<string?> objective = new("--objective") { Description = "what is best: cost (default), throughput per accelerator, interactivity", HelpName = "cost|throughput|interactivity" };
        objective.AcceptOnlyFromAmong("cost", "throughput", "interactivity");
        command.Add(objective);
        OutputOptions output = new(command, plot: true);
        return command.WithAction((parsed, cancellation) => Run(parsed, scenario, parsed.GetValue(objective), output, cancellation));
    }

    private static int Run(
        ParseResult parsed, ScenarioOptions options, string? objective, OutputOptions output, CancellationToken cancellation)
    {
        DiskFiles files = new();
        (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, files);
        if (!axes.Any(a => a.Field.Name is "gpu") && basis.Gpu is null)
        {
            throw new UsageException("name the accelerators to compare: --gpu h100-sxm,h200-sxm,...; 'infersim list gpus' shows them");
        }

        if (!axes.Any(a => a.Field.Name == "batch") && basis.Batch is null)
        {
            ScenarioField batch = ScenarioFields.Find("batch");
            axes.Add(new SweepAxis(batch, ValueList.Parse(Comparison.DefaultBatches, batch)));
        }

        basis = basis with
        {
            SloTtftMs = basis.SloTtftMs ?? Comparison.DefaultSloTtftMs,
            SloTpotMs = basis.SloTpotMs ?? Comparison.DefaultSloTpotMs,
        };
        string? plot = output.Plot(parsed);
        SweepGrid grid = SweepGrid.Create(basis, axes);
        ScenarioResolver resolver = new(files);
        resolver.Check(grid.Points);

        using RowSink all = new(null, OutputFormat.Table);
        SweepCommand.RunPoints(grid.Points, resolver, all, cancellation);
        Comparison comparison = Comparison.Of(all.Rows, Objective(objective));
        PointResult[] best = [.. comparison.Entries.Select(e => e.Best)];
        Write(parsed, output, best, all.Rows, plot, comparison);
        Notices.Print(all.Rows);
        return Notices.ExitCodeOf(all.Rows);
    }

    private static void Write(
        ParseResult parsed, OutputOptions output, PointResult[] best, IReadOnlyList<PointResult> all, string? plot, Comparison comparison)
    {
        if (output.Csv(parsed) is string path)
        {
            DiskFiles.WriteWhole(path, stream => WriteCsv(stream, best));
        }

        output.WriteJson(parsed, all);
        if (plot is not null)
        {
            PlotFile.Write(plot, all);
        }

        using Stream stdout = Console.OpenStandardOutput();
        switch (output.Format(parsed))
        {
            case OutputFormat.Json:
                ResultJson.Write(stdout, best);
                break;
            case OutputFormat.Csv:
                WriteCsv(stdout, best);
                break;
            default:
                ResultTable.PrintSetting(best);
                ResultTable.Print(best, "gpu", "num_gpus", "batch");
                foreach (string sentence in ComparisonAnswer.Sentences(comparison))
                {
                    ConsoleTable.Line(sentence);
                }

                break;
        }
    }

    private static void WriteCsv(Stream stream, PointResult[] rows)
    {
        using ResultCsv csv = new(stream);
        foreach (PointResult row in rows)
        {
            csv.Write(row);
        }
    }

    private static ComparisonObjective Objective(string? name) => name switch
    {
        "throughput" => ComparisonObjective.Throughput,
        "interactivity" => ComparisonObjective.Interactivity,
        _ => ComparisonObjective.Cost,
    };
}
