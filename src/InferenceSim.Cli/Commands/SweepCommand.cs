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
        SweepParts parts = new(command);
        return command.WithAction((parsed, cancellation) => Run(parsed, scenario, output, parts, cancellation));
    }

    private static int Run(
        ParseResult parsed, ScenarioOptions options, OutputOptions output, SweepParts parts, CancellationToken cancellation)
    {
        DiskFiles asked = new(), named = new();
        (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, asked);
        if (!axes.Any(a => a.Values.Count > 1) && !axes.Any(a => a.Field.Name == "batch") && basis.Batch is null)
        {
            ScenarioField batch = ScenarioFields.Find("batch");
            axes.Add(new SweepAxis(batch, ValueList.Parse(Scenario.BuiltInBatches, batch)));
        }

        output.Check(parsed);
        OutputFormat format = output.Format(parsed);
        SweepGrid grid = SweepGrid.Create(basis, axes);
        ScenarioResolver resolver = new(named);
        resolver.Check(grid.Points);
        output.CheckDistinct(parsed, asked, named);
        SweepPlace[] places = parts.Places(parsed, grid, named);
        FinishedRows finished = parts.Finished(parsed, output, places, place => resolver.Plan(grid.Points[place.Point]).Inputs);

        using RowSink sink = new(output.Csv(parsed), format, finished);
        try
        {
            RunPoints(grid, places[finished.Count..], resolver, sink, cancellation);
        }
        catch (OperationCanceledException)
        {
            output.WriteJson(parsed, sink.Rows);
            return Notices.Interrupted(finished.Count + sink.Rows.Count, places.Length, output.Files(parsed), resumable: output.Csv(parsed) is not null);
        }

        output.WriteJson(parsed, sink.Rows);
        if (sink.Rows.Count == 0)
        {
            return ExitCode.Ok; // a part without points, or nothing was left to do
        }

        if (output.Plot(parsed) is string plot)
        {
            PlotFile.Write(plot, sink.Rows);
        }

        Print(sink.Rows, format);
        Notices.Print(sink.Rows);
        return finished.Count > 0 ? ExitCode.Ok : Notices.ExitCodeOf(sink.Rows);
    }

    /// <summary>Runs points with a progress bar.</summary>
    internal static void RunPoints(
        SweepGrid grid, SweepPlace[] places, ScenarioResolver resolver, RowSink sink, CancellationToken cancellation)
    {
        using SweepProgress progress = new(places.Length);
        SweepRunner runner = new((point, token) => ScenarioRunner.Run(resolver.Plan(point), token));
        int next = 0;
        runner.Run(
            [.. places.Select(p => grid.Points[p.Point])], row => sink.Add(row with { Place = places[next++] }), progress.Report, cancellation);
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
