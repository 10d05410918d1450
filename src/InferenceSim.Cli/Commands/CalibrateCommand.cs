using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Hardware;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim calibrate</c>: fits kernel profiles to operator timings and says how well they hold.</summary>
internal static class CalibrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("calibrate", "Fit kernel profiles to measured operator timings; prints parameters and residuals.");
        Option<string> operators = new("--operators")
        {
            Description = $"folder with {string.Join(", ", OperatorTables.FileNames)}",
            HelpName = "folder",
            Required = true,
        };
        Option<string?> target = new("--out") { Description = "folder to write the profiles to, one .json each (default: none are written)", HelpName = "folder" };
        Option<string?> format = OutputFormats.Option();
        command.Add(operators);
        command.Add(target);
        command.Add(format);
        return command.WithAction((parsed, _) =>
        {
            DiskFiles files = new();
            string folder = parsed.GetRequiredValue(operators);
            IReadOnlyList<KernelProfile> profiles = OperatorCalibration.Fit(OperatorTables.Read(name => files.OpenRead(Path.Combine(folder, name))));
            if (parsed.GetValue(target) is string path)
            {
                Directory.CreateDirectory(path);
                foreach (KernelProfile profile in profiles)
                {
                    DiskFiles.WriteWhole(Path.Combine(path, $"{profile.Name}.json"), stream => KernelProfileFile.Write(profile, stream));
                }
            }

            RecordPrinter.Print(
                ["profile", "term", "parameters", "rows", "median_error_pct", "p90_error_pct", "held_out_rows", "held_out_median_pct", "held_out_p90_pct"],
                profiles.SelectMany(FittedTerm.Of).Select(Row),
                OutputFormats.Of(parsed.GetValue(format)));
            return ExitCode.Ok;
        });
    }

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
