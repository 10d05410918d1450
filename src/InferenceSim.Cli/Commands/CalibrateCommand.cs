using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Hardware;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim calibrate</c>: fits kernel profiles to operator timings, or host terms to serving measurements or to a user's own server.</summary>
internal static class CalibrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("calibrate", "Fit kernel profiles to measured operator timings (stage 1), or the host terms of engine generations to "
            + "serving measurements, or to benchmark results of your own server, with the kernels frozen (stage 2); prints parameters and residuals.");
        Option<string?> operators = new("--operators")
        {
            Description = $"stage 1: folder with {string.Join(", ", OperatorTables.FileNames)}",
            HelpName = "folder",
        };
        Option<string?> measurements = new("--measurements") { Description = "stage 2: CSV in the measurement format", HelpName = "file.csv" };
        Option<string[]> results = new("--results")
        {
            Description = "your own server: files of 'vllm bench serve --save-result' or of SGLang's bench_serving; the fitted terms go to 'run --host'",
            HelpName = "file.json ...",
            AllowMultipleArgumentsPerToken = true,
        };
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
            Description = "stage 2: write the error bands that follow from leaving out (model, gpu) groups and whole gpus; without --folds with the shipped left-out terms",
            HelpName = "file.json",
        };
        Option<string?> target = new("--out") { Description = "folder to write the profiles to, one .json each (default: none are written)", HelpName = "folder" };
        Option<string?> format = OutputFormats.Option();
        command.Add(operators);
        command.Add(measurements);
        command.Add(results);
        OwnServerOptions server = new(command);
        command.Add(folds);
        command.Add(leftOut);
        command.Add(bands);
        command.Add(target);
        command.Add(format);
        return command.WithAction((parsed, cancellation) => (parsed.GetValue(operators), parsed.GetValue(measurements), parsed.GetValue(results)) switch
        {
            (string folder, null, null or []) => FitKernels(folder, parsed.GetValue(target), parsed.GetValue(format)),
            (null, null, { Length: > 0 } files) => HostFits.OfOwnServer(files, server.Of(parsed), parsed.GetValue(target), parsed.GetValue(format), cancellation),
            (null, string file, null or []) when parsed.GetValue(bands) is string path =>
                LeftOutErrors.WriteBands(file, parsed.GetValue(folds) is null ? null : Folds(parsed.GetValue(folds)), path, parsed.GetValue(format), cancellation),
            (null, string file, null or []) when parsed.GetValue(folds) is not null =>
                LeftOutErrors.Print(file, Folds(parsed.GetValue(folds)), parsed.GetValue(leftOut) == "gpu" ? LeftOut.Gpu : LeftOut.ModelOnGpu, cancellation),
            (null, string file, null or []) => HostFits.OfMeasurements(file, parsed.GetValue(target), parsed.GetValue(format), cancellation),
            _ => throw new UsageException("give one of --operators FOLDER, --measurements FILE and --results FILE"),
        });
    }

    private static int FitKernels(string folder, string? target, string? format)
    {
        DiskFiles files = new();
        IReadOnlyList<KernelProfile> profiles = OperatorCalibration.Fit(OperatorTables.Read(name => files.OpenRead(Path.Combine(folder, name))));
        DiskFiles.WriteAll(target, profiles, p => $"{p.Name}.json", KernelProfileFile.Write);
        RecordPrinter.Print(
            ["profile", "term", "parameters", "rows", "median_error_pct", "p90_error_pct", "held_out_rows", "held_out_median_pct", "held_out_p90_pct"],
            profiles.SelectMany(FittedTerm.Of).Select(Row),
            OutputFormats.Of(format));
        return ExitCode.Ok;
    }

    private static int Folds(int? folds) => folds switch
    {
        null => throw new UsageException("give --folds, the number of parts to leave out in turn (4 is usual)"),
        < 2 or > 100 => throw new UsageException($"--folds {folds}: a whole number from 2 to 100 is expected"),
        int parts => parts,
    };

    private static object?[] Row(FittedTerm term) =>
    [
        term.Profile,
        term.Term,
        string.Join(" ", term.Parameters.Select(p => FormattableString.Invariant($"{p.Name}={p.Value:G3}"))),
        (long)term.Fit.Rows,
        Numbers.InUnit(term.Fit.MedianError, 100),
        Numbers.InUnit(term.Fit.P90Error, 100),
        (long)term.Fit.HeldOutRows,
        Numbers.InUnit(term.Fit.HeldOutMedianError, 100),
        Numbers.InUnit(term.Fit.HeldOutP90Error, 100),
    ];
}
