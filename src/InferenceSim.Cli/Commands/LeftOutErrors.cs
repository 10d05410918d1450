using InferenceSim.Cli.Output;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;

namespace InferenceSim.Cli.Commands;

/// <summary>What host terms are worth on measurements that they were not fitted on.</summary>
internal static class LeftOutErrors
{
    /// <summary>Prints the scores of what was left out.</summary>
    public static int Print(string file, int folds, LeftOut leftOut, CancellationToken cancellation)
    {
        using Stream stream = new DiskFiles().OpenRead(file);
        ValidationTables.Print(HostCrossValidation.Run(
            MeasurementFile.Read(stream, file), new MeasurementPlanner(), leftOut, folds, HostFits.Steps, HostFits.Progress, cancellation));
        return ExitCode.Ok;
    }

    /// <summary>
    /// Writes the error bands that follow, prints them, says how many measurements they hold, and scores what was left out. Without
    /// <paramref name="folds"/> the host terms that the shipped bands were made with are taken again, which takes seconds.
    /// </summary>
    public static int WriteBands(string file, int? folds, string path, string? format, CancellationToken cancellation)
    {
        DiskFiles.CheckTarget(path);
        using Stream stream = new DiskFiles().OpenRead(file);
        IReadOnlyList<Measurement> measurements = MeasurementFile.Read(stream, file);
        MeasurementPlanner planner = new();
        ErrorBandTable table = folds is int parts
            ? ErrorBandCalibration.Run(measurements, planner, parts, HostFits.Progress, cancellation)
            : ErrorBandCalibration.Again(measurements, planner, ErrorBandTable.Shipped.Fits);
        DiskFiles.WriteWhole(path, table.Write);
        RecordPrinter.Print(
            ["metric", "kernels", "engine", "architecture", "experts", "weight_bits", "load", "error_pct", "groups", "rows"],
            table.Bands.Select(b => new object?[]
            {
                Name(b.Metric), Name(b.Class.Kernels), b.Class.Engine, b.Class.Architecture, b.Class.Experts?.ToString().ToLowerInvariant(),
                (long?)b.Class.WeightBits, b.Class.Load, b.ErrorPercent, (long)b.Groups, (long)b.Rows,
            }),
            OutputFormats.Of(format));
        foreach (BandCoverage c in table.Coverage)
        {
            Console.Error.WriteLine(FormattableString.Invariant(
                $"infersim: {Name(c.Metric)}, kernels {Name(c.Kernels)}: bands hold {100 * c.RowsShare:0.0}% of {c.Rows} rows that they do not know, {100 * c.GroupsShare:0.0}% with {c.Groups} groups counting equally"));
        }

        PrintScores("(model, gpu) left out", LeftOut.ModelOnGpu, onDatasheet: false);
        PrintScores("gpu left out", LeftOut.Gpu, onDatasheet: false);
        PrintScores("gpu left out, kernels not known", LeftOut.Gpu, onDatasheet: true);
        return ExitCode.Ok;

        void PrintScores(string what, LeftOut leftOut, bool onDatasheet)
        {
            foreach (Score s in ErrorBandCalibration.Report(measurements, planner, table.Fits, leftOut, onDatasheet).Scores.Where(s => s.Table is "all" or "first token"))
            {
                Console.Error.WriteLine(FormattableString.Invariant(
                    $"infersim: {what}: {s.Metric} {s.Slice}: median {s.MedianErrorPercent:0.0}%, p90 {s.P90ErrorPercent:0.0}%, bias {s.BiasPercent:+0.0;-0.0}% of {s.Groups} groups"));
            }
        }
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();
}
