using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Capacity;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim capacity</c>: the highest rate that meets latency limits, or the fewest accelerators for a rate.</summary>
internal static class CapacityCommand
{
    private const double FinestTolerance = 0.0001;
    private const double CoarsestTolerance = 0.5;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("capacity", FormattableString.Invariant(
            $"The highest rate of requests that a configuration takes, meeting p99 TTFT <= {Comparison.DefaultSloTtftMs:0} ms and p99 TPOT <= {Comparison.DefaultSloTpotMs:0} ms; with --rate the fewest accelerators that take it. Lists give a row for each combination."));
        ScenarioOptions scenario = new(command, lists: true);
        Option<double?> tolerance = new("--tolerance")
        {
            Description = FormattableString.Invariant($"relative tolerance of a rate (default {CapacitySearch.DefaultTolerance})"),
            HelpName = "share",
        };
        command.Add(tolerance);
        OutputOptions output = new(command, plot: false);
        return command.WithAction((parsed, cancellation) => Run(parsed, scenario, Tolerance(parsed.GetValue(tolerance)), output, cancellation));
    }

    private static int Run(ParseResult parsed, ScenarioOptions options, double tolerance, OutputOptions output, CancellationToken cancellation)
    {
        DiskFiles files = new();
        (Scenario basis, List<SweepAxis> axes) = options.Axes(parsed, files);
        basis = basis with
        {
            SloTtftMs = basis.SloTtftMs ?? Comparison.DefaultSloTtftMs,
            SloTpotMs = basis.SloTpotMs ?? Comparison.DefaultSloTpotMs,
        };
        IReadOnlyList<int>? tensorParallel = TensorParallel(basis, axes);
        output.Check(parsed);
        SweepGrid grid = SweepGrid.Create(basis, axes);
        ScenarioResolver resolver = new(files);
        CapacitySearch search = new(resolver, tolerance, tensorParallel);
        search.Check(grid.Points);
        output.CheckDistinct(parsed, files);
        OutputFormat format = output.Format(parsed);
        using RowSink sink = new(output.Csv(parsed), format, columns: CapacityColumns.All);
        try
        {
            using SweepProgress progress = new(grid.Points.Count);
            new SweepRunner(search.Find) { PartsReplications = false }.Run(grid.Points, sink.Add, progress.Report, cancellation);
        }
        catch (OperationCanceledException)
        {
            output.WriteJson(parsed, sink.Rows, CapacityColumns.All);
            return Notices.Interrupted(sink.Rows.Count, grid.Points.Count, output.Files(parsed));
        }

        output.WriteJson(parsed, sink.Rows, CapacityColumns.All);
        Print(sink.Rows, format);
        Notices.Print(sink.Rows);
        return Notices.ExitCodeOf(sink.Rows);
    }

    private static void Print(IReadOnlyList<PointResult> rows, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            using Stream stdout = Console.OpenStandardOutput();
            ResultJson.Write(stdout, rows, CapacityColumns.All);
        }
        else if (format == OutputFormat.Table)
        {
            ResultTable.PrintSetting(rows);
            ResultTable.Print(rows, "gpu", "num_gpus", "rate_requests_per_second");
            foreach (PointResult row in rows)
            {
                ConsoleTable.Line(CapacitySentence.Of(row));
            }

            ResultTable.PrintEvidence(rows);
        }
    }

    /// <summary>The numbers of accelerators to choose from, where accelerators are looked for: they are no axis then.</summary>
    private static int[]? TensorParallel(Scenario basis, List<SweepAxis> axes)
    {
        SweepAxis? tp = axes.Find(a => a.Field.Name == "tp");
        if (tp is null || (basis.Rate is null && !axes.Exists(a => a.Field.Name == "rate")))
        {
            return null;
        }

        axes.Remove(tp);
        return [.. tp.Values.Select(v => tp.Field.Apply(new Scenario(), v).Tp!.Value).Order()];
    }

    private static double Tolerance(double? share) => share is null or (>= FinestTolerance and <= CoarsestTolerance)
        ? share ?? CapacitySearch.DefaultTolerance
        : throw new UsageException(FormattableString.Invariant(
            $"--tolerance {share}: a share from {FinestTolerance} to {CoarsestTolerance} is expected, as 0.01 for one per cent"));
}
