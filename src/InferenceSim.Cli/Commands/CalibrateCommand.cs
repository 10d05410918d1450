using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Accuracy;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim calibrate</c>: fits kernel profiles to operator timings, or host terms to serving measurements.</summary>
internal static class CalibrateCommand
{
    private const int HostFitSteps = 8;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("calibrate", "Fit kernel profiles to measured operator timings (stage 1), or the host terms of engine generations to "
            + "serving measurements with the kernels frozen (stage 2); prints parameters and residuals.");
        Option<string?> operators = new("--operators")
        {
            Description = $"stage 1: folder with {string.Join(", ", OperatorTables.FileNames)}",
            HelpName = "folder",
        };
        Option<string?> measurements = new("--measurements") { Description = "stage 2: CSV in the measurement format", HelpName = "file.csv" };
        Option<int?> folds = new("--folds")
        {
            Description = "stage 2: fit without a part of the groups in turn, and score the parts left out, instead of fitting all",
            HelpName = "n",
        };
        Option<string> leftOut = new("--leave-out")
        {
            Description = "what a group is for --folds: a model on an accelerator (model-gpu) or all that was measured on one (gpu)",
            HelpName = "model-gpu|gpu",
            DefaultValueFactory = _ => "model-gpu",
        };
        leftOut.AcceptOnlyFromAmong("model-gpu", "gpu");
        Option<string?> bands = new("--bands-out")
        {
            Description = "stage 2 with --folds: write the error bands that follow from leaving out (model, gpu) groups and whole gpus",
            HelpName = "file.json",
        };
        Option<string?> target = new("--out") { Description = "folder to write the profiles to, one .json each (default: none are written)", HelpName = "folder" };
        Option<string?> format = OutputFormats.Option();
        command.Add(operators);
        command.Add(measurements);
        command.Add(folds);
        command.Add(leftOut);
        command.Add(bands);
        command.Add(target);
        command.Add(format);
        return command.WithAction((parsed, cancellation) => (parsed.GetValue(operators), parsed.GetValue(measurements)) switch
        {
            (string folder, null) => FitKernels(folder, parsed.GetValue(target), parsed.GetValue(format)),
            (null, string file) when parsed.GetValue(bands) is string path => MakeBands(file, Folds(parsed.GetValue(folds)), path, parsed.GetValue(format), cancellation),
            (null, string file) when parsed.GetValue(folds) is not null => CrossValidate(
                file, Folds(parsed.GetValue(folds)), parsed.GetValue(leftOut) == "gpu" ? LeftOut.Gpu : LeftOut.ModelOnGpu, cancellation),
            (null, string file) => FitHosts(file, parsed.GetValue(target), parsed.GetValue(format), cancellation),
            _ => throw new UsageException("give either --operators FOLDER or --measurements FILE"),
        });
    }

    private static int FitKernels(string folder, string? target, string? format)
    {
        DiskFiles files = new();
        IReadOnlyList<KernelProfile> profiles = OperatorCalibration.Fit(OperatorTables.Read(name => files.OpenRead(Path.Combine(folder, name))));
        WriteAll(target, profiles, p => p.Name, KernelProfileFile.Write);
        RecordPrinter.Print(
            ["profile", "term", "parameters", "rows", "median_error_pct", "p90_error_pct", "held_out_rows", "held_out_median_pct", "held_out_p90_pct"],
            profiles.SelectMany(FittedTerm.Of).Select(Row),
            OutputFormats.Of(format));
        return ExitCode.Ok;
    }

    private static int FitHosts(string file, string? target, string? format, CancellationToken cancellation)
    {
        using Stream stream = new DiskFiles().OpenRead(file);
        HostCalibration calibration = new(MeasurementFile.Read(stream, file), new MeasurementPlanner());
        IReadOnlyList<HostOverhead> hosts = calibration.Fit(HostFitSteps, Progress, cancellation);
        WriteAll(target, hosts, h => h.Name, HostCatalog.Write);
        RecordPrinter.Print(
            ["engine", "parameter", "microseconds", "relative_standard_error", "figures", "groups", "error_before_pct", "error_after_pct"],
            hosts.SelectMany(HostRows),
            OutputFormats.Of(format));
        return ExitCode.Ok;
    }

    private static int CrossValidate(string file, int folds, LeftOut leftOut, CancellationToken cancellation)
    {
        using Stream stream = new DiskFiles().OpenRead(file);
        ValidationTables.Print(HostCrossValidation.Run(
            MeasurementFile.Read(stream, file), new MeasurementPlanner(), leftOut, folds, HostFitSteps, Progress, cancellation));
        return ExitCode.Ok;
    }

    private static int MakeBands(string file, int folds, string path, string? format, CancellationToken cancellation)
    {
        DiskFiles.CheckTarget(path);
        using Stream stream = new DiskFiles().OpenRead(file);
        ErrorBandTable table = ErrorBandCalibration.Run(MeasurementFile.Read(stream, file), new MeasurementPlanner(), folds, Progress, cancellation);
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

    private static Action<string>? Progress => Console.IsErrorRedirected ? null : Console.Error.WriteLine;

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static int Folds(int? folds) => folds switch
    {
        null => throw new UsageException("give --folds, the number of parts to leave out in turn (4 is usual)"),
        < 2 or > 100 => throw new UsageException($"--folds {folds}: a whole number from 2 to 100 is expected"),
        int parts => parts,
    };

    private static void WriteAll<T>(string? folder, IReadOnlyList<T> profiles, Func<T, string> name, Action<T, Stream> write)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        foreach (T profile in profiles)
        {
            DiskFiles.WriteWhole(Path.Combine(folder, $"{name(profile)}.json"), stream => write(profile, stream));
        }
    }

    private static IEnumerable<object?[]> HostRows(HostOverhead host) => HostParameter.All.Select((p, i) => new object?[]
    {
        host.Name, p.Name, p.Get(host) * 1e6, host.Fit!.RelativeStandardErrors[i], (long)host.Fit.Rows, (long)host.Fit.Groups,
        100 * host.Fit.MeanErrorBefore, 100 * host.Fit.MeanErrorAfter,
    });

    private static object?[] Row(FittedTerm term) =>
    [
        term.Profile,
        term.Term,
        string.Join(" ", term.Parameters.Select(p => FormattableString.Invariant($"{p.Name}={p.Value:G3}"))),
        (long)term.Fit.Rows,
        100 * term.Fit.MedianError,
        100 * term.Fit.P90Error,
        (long)term.Fit.HeldOutRows,
        100 * term.Fit.HeldOutMedianError,
        100 * term.Fit.HeldOutP90Error,
    ];
}
