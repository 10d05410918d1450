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
        DiskFiles asked = new(), named = new();
        (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, asked);
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
        output.Check(parsed);
        SweepGrid grid = SweepGrid.Create(basis, axes);
        ScenarioResolver resolver = new(named);
        resolver.Check(grid.Points);
        output.CheckDistinct(parsed, asked, named);

        using RowSink all = new(null, OutputFormat.Table);
        try
        {
            SweepCommand.RunPoints(grid, SweepParts.Places(grid, named), resolver, all, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Which is best is not known yet: the file gets every point that was finished.
            WriteFiles(parsed, output, all.Rows, all.Rows);
            return Notices.Interrupted(all.Rows.Count, grid.Points.Count, output.Files(parsed));
        }

        Comparison comparison = Comparison.Of(all.Rows, Objective(objective));
        PointResult[] best = [.. comparison.Entries.Select(e => e.Best)];
        WriteFiles(parsed, output, best, all.Rows);
        if (output.Plot(parsed) is string plot)
        {
            PlotFile.Write(plot, all.Rows);
        }

        Print(output.Format(parsed), best, comparison);
        Notices.Print(all.Rows);
        return Notices.ExitCodeOf(all.Rows);
    }

    private static void WriteFiles(ParseResult parsed, OutputOptions output, IReadOnlyList<PointResult> csv, IReadOnlyList<PointResult> all)
    {
        if (output.Csv(parsed) is string path)
        {
            DiskFiles.WriteWhole(path, stream => WriteCsv(stream, csv));
        }

        output.WriteJson(parsed, all);
    }

    private static void Print(OutputFormat format, PointResult[] best, Comparison comparison)
    {
        using Stream stdout = Console.OpenStandardOutput();
        switch (format)
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
                ConsoleTable.Line(PredictionWords.Meaning);
                foreach (string sentence in ComparisonAnswer.Sentences(comparison))
                {
                    ConsoleTable.Line(sentence);
                }

                break;
        }
    }

    private static void WriteCsv(Stream stream, IReadOnlyList<PointResult> rows)
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
