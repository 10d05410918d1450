using System.CommandLine;
using System.Diagnostics;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments.Validation;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim validate</c>: published measurements against the simulator.</summary>
internal static class ValidateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("validate", "Play published measurements through the simulator and score its predictions: a CSV in the measurement format, "
            + "each row with the protocol of its source. Prints scores and the worst groups.");
        Argument<string?> file = new("file")
        {
            Description = "measurements (CSV); without it those that come with infersim",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> errors = new("--out") { Description = "write a CSV with every measured figure, its prediction and the configuration", HelpName = "errors.csv" };
        Option<string?> plot = new("--plot") { Description = "draw predictions against measurements, point by point and curve by curve", HelpName = "file.png|svg" };
        Option<string?> format = new("--format") { Description = "table, or csv for the scores as rows (default: table)", HelpName = "table|csv" };
        format.AcceptOnlyFromAmong("table", "csv");
        command.Add(file);
        command.Add(errors);
        command.Add(plot);
        command.Add(format);
        return command.WithAction((parsed, cancellation) => Run(
            parsed.GetValue(file), parsed.GetValue(errors), parsed.GetValue(plot), parsed.GetValue(format), cancellation));
    }

    private static int Run(string? file, string? errors, string? plot, string? format, CancellationToken cancellation)
    {
        OutputOptions.CheckPlotName(plot);
        DiskFiles.CheckTarget(plot);
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<Measurement> measurements = Read(file);
        IReadOnlyList<ValidationRow> rows;
        using (SweepProgress progress = new(measurements.Count))
        {
            rows = new ValidationRun(new MeasurementPlanner()).Play(measurements, progress.Report, cancellation);
        }

        ValidationReport report = ValidationReport.Of(rows);
        if (errors is not null)
        {
            DiskFiles.WriteWhole(errors, stream => PredictionCsv.Write(stream, rows));
        }

        if (plot is not null)
        {
            ValidationPlotFile.Write(plot, rows);
        }

        if (format == "csv")
        {
            using Stream stdout = Console.OpenStandardOutput();
            ScoreCsv.Write(stdout, report.Scores);
        }
        else
        {
            ValidationTables.Print(report);
        }

        Console.Error.WriteLine(FormattableString.Invariant(
            $"infersim: {rows.Count} measurements in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s on {Environment.ProcessorCount} cores"));
        return rows.Any(r => r.Status == ValidationStatus.Error) ? ExitCode.Failed : ExitCode.Ok;
    }

    private static IReadOnlyList<Measurement> Read(string? file)
    {
        if (file is null)
        {
            return MeasurementFile.Scoreboard();
        }

        using Stream stream = new DiskFiles().OpenRead(file);
        return MeasurementFile.Read(stream, file);
    }
}
