using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim sweep</c>: every combination of the values given, a row each.</summary>
internal static class SweepCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("sweep", "Run every combination of the values given (flags take lists and ranges), on all cores; a row each. "
            + "Without flags: llama-3.1-70b in fp8 on 4 x h100-sxm, chat lengths, batch 1 to 256.");
        ScenarioOptions scenario = new(command, lists: true);
        OutputOptions output = new(command, plot: true);
        return command.WithAction((parsed, cancellation) => Run(parsed, scenario, output, cancellation));
    }

    private static int Run(ParseResult parsed, ScenarioOptions options, OutputOptions output, CancellationToken cancellation)
    {
        DiskFiles files = new();
        (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, files);
        if (!axes.Any(a => a.Values.Count > 1) && !axes.Any(a => a.Field.Name == "batch") && basis.Batch is null)
        {
            ScenarioField batch = ScenarioFields.Find("batch");
            axes.Add(new SweepAxis(batch, ValueList.Parse(Scenario.BuiltInBatches, batch)));
        }

        output.Check(parsed);
        OutputFormat format = output.Format(parsed);
        SweepGrid grid = SweepGrid.Create(basis, axes);
        ScenarioResolver resolver = new(files);
        resolver.Check(grid.Points);

        using RowSink sink = new(output.Csv(parsed), format);
        try
        {
            RunPoints(grid.Points, resolver, sink, cancellation);
        }
        catch (OperationCanceledException)
        {
            output.WriteJson(parsed, sink.Rows);
            return Notices.Interrupted(sink.Rows.Count, grid.Points.Count, output.Files(parsed));
        }

        output.WriteJson(parsed, sink.Rows);
        if (output.Plot(parsed) is string plot)
        {
            PlotFile.Write(plot, sink.Rows);
        }

        Print(sink.Rows, format);
        Notices.Print(sink.Rows);
        return Notices.ExitCodeOf(sink.Rows);
    }

    /// <summary>Runs points with a progress bar.</summary>
    internal static void RunPoints(IReadOnlyList<Scenario> points, ScenarioResolver resolver, RowSink sink, CancellationToken cancellation)
    {
        using SweepProgress progress = new(points.Count);
        SweepRunner runner = new((point, token) => ScenarioRunner.Run(resolver.Plan(point), token));
        runner.Run(points, sink.Add, progress.Report, cancellation);
    }

    private static void Print(IReadOnlyList<PointResult> rows, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            using Stream stdout = Console.OpenStandardOutput();
            ResultJson.Write(stdout, rows);
        }
        else if (format == OutputFormat.Table)
        {
            ResultTable.PrintSetting(rows);
            ResultTable.Print(rows, "batch");
            ResultTable.PrintReasons(rows);
            ResultTable.PrintEvidence(rows);
        }
    }
}
