using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim run</c>: one scenario, every figure.</summary>
internal static class RunCommand
{
    private const double TimelineSeconds = 1;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("run", "Run one scenario, from a file or from flags.");
        ScenarioOptions scenario = new(command, lists: false);
        Option<string?> requests = new("--requests-out") { Description = "write a CSV with a row for every request", HelpName = "file.csv" };
        Option<string?> timeline = new("--timeline") { Description = "write a CSV with a row for every interval of simulated time", HelpName = "file.csv" };
        Option<string?> groups = new("--groups-out") { Description = "write a CSV with a row for every group of replicas", HelpName = "file.csv" };
        command.Add(groups);
        Option<double?> interval = new("--timeline-interval") { Description = "length of those intervals in seconds (default 1)", HelpName = "s" };
        Option<string?> tenants = new("--tenants-out") { Description = "write a CSV with a row for every tenant of the scenario", HelpName = "file.csv" };
        command.Add(requests);
        command.Add(tenants);
        command.Add(timeline);
        Option<bool> explain = new("--explain") { Description = "print where the time of a step goes, for prefill and decode: compute, HBM, interconnect, launches, host; table on stdout instead of rows" };
        command.Add(interval);
        command.Add(explain);
        OutputOptions output = new(command, plot: true, plotted: "draw rate, replicas, queue, utilization, throughput and cost over the run");
        return command.WithAction((parsed, cancellation) =>
        {
            using RunRecords records = new(parsed.GetValue(requests), parsed.GetValue(timeline), output.Plot(parsed), Interval(parsed.GetValue(interval)));
            return Run(
                parsed, scenario, records, output, parsed.GetValue(explain), parsed.GetValue(groups), parsed.GetValue(tenants), cancellation);
        });
    }

    private static int Run(
        ParseResult parsed, ScenarioOptions options, RunRecords records, OutputOptions output, bool explain, string? groupsPath, string? tenantsPath,
        CancellationToken cancellation)
    {
        DiskFiles files = new();
        OutputFormat format = explain ? OutputFormat.Table : output.Format(parsed);
        output.Check(parsed);
        DiskFiles.CheckTarget(groupsPath);
        DiskFiles.CheckTarget(tenantsPath);
        Scenario scenario = options.Single(parsed, files);
        ScenarioResolver resolver = new(files);
        ScenarioPlan plan = resolver.Plan(scenario);
        output.CheckDistinct(parsed, files);
        if (tenantsPath is not null && plan.Inputs.Scenario.Tenants is null)
        {
            throw new UsageException("--tenants-out: the scenario has no tenants");
        }

        PointResult result = scenario.Replications > 1
            ? Replicated(scenario, resolver, records.Asked || groupsPath is not null || tenantsPath is not null, cancellation)
            : ScenarioRunner.Run(plan with { Run = records.Attach(plan) }, cancellation);

        using (RowSink sink = new(output.Csv(parsed), format))
        {
            sink.Add(result);
        }

        output.WriteJson(parsed, [result]);
        if (tenantsPath is not null && result.Report is not null)
        {
            DiskFiles.WriteWhole(tenantsPath, stream => TenantCsv.Write(stream, result));
        }

        if (groupsPath is not null)
        {
            DiskFiles.WriteWhole(groupsPath, stream => GroupCsv.Write(stream, result.Groups));
        }

        if (output.Plot(parsed) is string plot && result.Ran)
        {
            TimelineFile.Write(plot, plan, records.Rows);
        }

        if (format == OutputFormat.Json)
        {
            using Stream stdout = Console.OpenStandardOutput();
            ResultJson.Write(stdout, [result]);
        }
        else if (format == OutputFormat.Table)
        {
            RunSummary.Print(result);
        }

        if (explain)
        {
            StepTable.Print(StepExample.Of(result, plan));
        }

        if (!result.Ran)
        {
            Console.Error.WriteLine($"infersim: {ResultColumns.StatusName(result.Status)}: {result.Reason}");
        }

        Notices.Print([result]);
        return Notices.ExitCodeOf([result]);
    }

    private static PointResult Replicated(Scenario scenario, ScenarioResolver resolver, bool parts, CancellationToken cancellation)
    {
        if (parts)
        {
            throw new UsageException("--requests-out, --timeline, --groups-out and --tenants-out tell of one run: they do not go with --replications");
        }

        List<PointResult> rows = [];
        new SweepRunner((point, token) => ScenarioRunner.Run(resolver.Plan(point), token)).Run([scenario], rows.Add, cancellation: cancellation);
        return rows[0];
    }

    private static SimDuration Interval(double? seconds) => seconds is null or (> 0 and < SimDuration.MaxSeconds)
        ? SimDuration.FromSeconds(seconds ?? TimelineSeconds)
        : throw new UsageException(FormattableString.Invariant($"--timeline-interval {seconds}: a number of seconds above 0 is expected"));
}
