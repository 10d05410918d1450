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

    /// <summary>Writes the error bands that follow, prints them, and says how many measurements they hold.</summary>
    public static int WriteBands(string file, int folds, string path, string? format, CancellationToken cancellation)
    {
        DiskFiles.CheckTarget(path);
        using Stream stream = new DiskFiles().OpenRead(file);
        ErrorBandTable table = ErrorBandCalibration.Run(MeasurementFile.Read(stream, file), new MeasurementPlanner(), folds, HostFits.Progress, cancellation);
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

        return ExitCode.Ok;
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();
}
