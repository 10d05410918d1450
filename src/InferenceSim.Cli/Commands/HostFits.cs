using InferenceSim.Cli.Output;
using InferenceSim.Experiments.Calibration;
using InferenceSim.Experiments.Validation;
using InferenceSim.Hardware;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary>Fits host terms to measurements: published ones, or those of a user's own server.</summary>
internal static class HostFits
{
    private const double LooseError = 0.5;

    // One model on one accelerator does not tell host terms from what is different there; of an own server nothing else is asked.
    private const int FewestGroups = 2;

    /// <summary>Steps of the search.</summary>
    public const int Steps = 8;

    /// <summary>Fits all engine generations that a measurement file has rows of more than one group of.</summary>
    public static int OfMeasurements(string file, string? target, string? format, CancellationToken cancellation)
    {
        using Stream stream = new DiskFiles().OpenRead(file);
        HostCalibration calibration = new(MeasurementFile.Read(stream, file), new MeasurementPlanner());
        return Finish(calibration.Fit(Steps, Progress, FewestGroups, cancellation), target, format);
    }

    /// <summary>Fits the engine of a user's server to the results of a benchmark client.</summary>
    /// <exception cref="InvalidConfigurationException">A file is no such result, or one cannot be played.</exception>
    public static int OfOwnServer(IReadOnlyList<string> results, OwnServer server, string? target, string? format, CancellationToken cancellation)
    {
        BenchmarkRun[] runs = [.. results.SelectMany(path => Read(path, server))];
        MeasurementPlanner planner = BenchmarkRun.Planner(runs);
        foreach (MeasurementPlan plan in runs.Select(r => planner.Plan(r.Measurement)))
        {
            if (plan.Spec is null)
            {
                throw new InvalidConfigurationException($"{plan.Measurement.Id}: {plan.Reason}");
            }
        }

        HostCalibration calibration = new([.. runs.Select(r => r.Measurement)], planner);
        string source = $"fitted to {runs.Length} benchmark runs of an own server ({string.Join(", ", runs.Select(r => r.Measurement.Model).Distinct())} on {server.Tp} x {server.Gpu}), kernels frozen: infersim calibrate --results";
        HostOverhead[] hosts = [.. calibration.Fit(Steps, Progress, cancellation: cancellation).Select(h => h with { Source = source })];
        int code = Finish(hosts, target, format);
        foreach (HostOverhead host in hosts)
        {
            TellUndetermined(host);
        }

        return code;
    }

    /// <summary>Tells a person who waits how far a fit is.</summary>
    public static Action<string>? Progress => Console.IsErrorRedirected ? null : Console.Error.WriteLine;

    private static void TellUndetermined(HostOverhead host)
    {
        string[] loose = [.. HostParameter.Of(host).Select(p => p.Name).Where((_, i) => host.Fit!.RelativeStandardErrors[i] is not <= LooseError)];
        if (loose.Length > 0)
        {
            Console.Error.WriteLine(
                $"infersim: these runs do not determine {string.Join(", ", loose)} of {host.Name}: add runs with other numbers of users (1, 8, 64), and of a second model, which tells launches from host time");
        }
    }

    private static IReadOnlyList<BenchmarkRun> Read(string path, OwnServer server)
    {
        using Stream stream = new DiskFiles().OpenRead(path);
        return BenchmarkResultReader.Read(stream, path, server);
    }

    private static int Finish(IReadOnlyList<HostOverhead> hosts, string? target, string? format)
    {
        DiskFiles.WriteAll(target, hosts, h => $"{h.Name}.json", HostCatalog.Write);
        RecordPrinter.Print(
            ["engine", "parameter", "microseconds", "relative_standard_error", "figures", "groups", "error_before_pct", "error_after_pct"],
            hosts.SelectMany(Rows),
            OutputFormats.Of(format));
        return ExitCode.Ok;
    }

    private static IEnumerable<object?[]> Rows(HostOverhead host) => HostParameter.Of(host).Select((p, i) => new object?[]
    {
        host.Name, p.Name, Numbers.InUnit(p.Get(host), 1e6), host.Fit!.RelativeStandardErrors[i], (long)host.Fit.Rows, (long)host.Fit.Groups,
        Numbers.InUnit(host.Fit.MeanErrorBefore, 100), Numbers.InUnit(host.Fit.MeanErrorAfter, 100),
    });
}
