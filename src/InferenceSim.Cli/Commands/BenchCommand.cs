using System.CommandLine;
using InferenceSim.Cli.Benchmarking;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Benchmarking;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim bench</c>: how fast the simulator is on this machine.</summary>
internal static class BenchCommand
{
    private const double Million = 1e6;
    private const double Billion = 1e9;

    private static readonly string[] s_columns =
    [
        "scenario", "plays", "requests", "steps", "tokens", "seconds", "requests_per_second", "steps_per_second", "tokens_per_second",
        "processor_seconds", "requests_per_processor_second", "yardstick_ns", "yardsticks_per_request", "bytes_per_request",
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("bench", "Time the simulator itself on fixed scenarios: requests, steps and tokens simulated in a second.");
        Option<string?> scenarios = new("--scenario") { Description = $"which ones (default: all): {string.Join(", ", BenchmarkSuite.Names)}", HelpName = "s1,s3" };
        Option<bool> quick = new("--quick") { Description = "smaller ones: a minute instead of several" };
        Option<string?> trace = new("--trace") { Description = "Mooncake conversation trace for s3 (default: a generated stand-in of its shape)", HelpName = "trace.jsonl" };
        Option<string?> format = OutputFormats.Option();
        command.Add(scenarios);
        command.Add(quick);
        command.Add(trace);
        command.Add(format);
        return command.WithAction((parsed, cancellation) => Run(
            Wanted(parsed.GetValue(scenarios), BenchmarkSuite.Create(parsed.GetValue(quick), Conversations(parsed.GetValue(trace)))),
            OutputFormats.Of(parsed.GetValue(format)),
            cancellation));
    }

    private static int Run(IReadOnlyList<BenchmarkScenario> scenarios, OutputFormat format, CancellationToken cancellation)
    {
        List<object?[]> rows = [];
        Yardstick yardstick = new();
        foreach (BenchmarkScenario scenario in scenarios)
        {
            Console.Error.WriteLine($"infersim: {scenario.Name}: {scenario.Description}");
            BenchmarkTiming timing = BenchmarkTiming.Of(scenario, yardstick, cancellation);
            rows.Add(Row(scenario, timing));
        }

        RecordPrinter.Print(s_columns, rows, format);
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        Console.Error.WriteLine("infersim: each the best of its plays after half a second of others that warm up (s4, s5 and fleet: one play, cold); a yardstick is a round of a fixed loop");
        Console.Error.WriteLine(FormattableString.Invariant(
            $"infersim: whole process {(DateTime.UtcNow - process.StartTime.ToUniversalTime()).TotalSeconds:0.0} s, {process.TotalProcessorTime.TotalSeconds:0.0} s of processor time, at most {process.PeakWorkingSet64 / Million:0} MB; {Environment.ProcessorCount} cores, .NET {Environment.Version}"));
        return ExitCode.Ok;
    }

    private static object?[] Row(BenchmarkScenario scenario, BenchmarkTiming timing)
    {
        (BenchmarkCounts counts, ElapsedTime best, ElapsedTime yardstick) = timing;
        double round = yardstick.ProcessorSeconds / Yardstick.Rounds;
        return
        [
            scenario.Name, (long)Math.Max(1, scenario.Rounds), counts.Requests, counts.Steps, counts.Tokens,
            Math.Round(best.Seconds, 4), Rate(counts.Requests, best.Seconds), Rate(counts.Steps, best.Seconds), Rate(counts.Tokens, best.Seconds),
            Math.Round(best.ProcessorSeconds, 4), Rate(counts.Requests, best.ProcessorSeconds),
            Math.Round(round * Billion, 2), Math.Round(best.ProcessorSeconds / counts.Requests / round, 1), Math.Round(best.AllocatedBytes / (double)counts.Requests, 1),
        ];
    }

    private static double Rate(long count, double seconds) => Math.Round(count / seconds);

    private static IReadOnlyList<BenchmarkScenario> Wanted(string? names, IReadOnlyList<BenchmarkScenario> all)
    {
        if (names is null)
        {
            return all;
        }

        string[] wanted = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] known = [.. BenchmarkSuite.Names, .. all.Select(s => s.Name)];
        foreach (string name in wanted)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new UsageException($"--scenario {name}: there is no such scenario; {Simulation.NearestNames.Hint(name, [.. known.Distinct()])}");
            }
        }

        return [.. all.Where(s => wanted.Any(w => IsMeant(w, s.Name)))];
    }

    /// <summary>A whole name, or the part before the dash for all that begin with it.</summary>
    private static bool IsMeant(string wanted, string name) =>
        name.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (BenchmarkSuite.Names.Contains(wanted, StringComparer.OrdinalIgnoreCase) && name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));

    private static TraceWorkload? Conversations(string? path)
    {
        if (path is null)
        {
            return null;
        }

        using Stream stream = new DiskFiles().OpenRead(path);
        return TraceFile.Load(stream, path, new TraceOptions { RateScale = BenchmarkSuite.ConversationRateScale });
    }
}
