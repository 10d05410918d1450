using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Workloads;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim workload generate</c>: writes a workload as a trace in our own CSV.</summary>
internal static class WorkloadGenerateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("generate", "Write a ready workload, or any trace, as a trace in our own CSV.");
        Option<string?> workload = new("--workload") { Description = "a catalog name, a workload .json, a scenario .json or a trace (default chat)", HelpName = "name|file" };
        Option<string?> path = new("--out") { Description = "where to (default: stdout)", HelpName = "file.csv" };
        command.Add(workload);
        WorkloadInput input = new(command);
        command.Add(path);
        return command.WithAction((parsed, _) =>
        {
            IWorkload source = input.Open(parsed, parsed.GetValue(workload) ?? "chat");
            if (parsed.GetValue(path) is string file)
            {
                DiskFiles.WriteWhole(file, stream => WorkloadCsv.Write(source, stream));
            }
            else
            {
                using Stream stdout = Console.OpenStandardOutput();
                WorkloadCsv.Write(source, stdout);
            }

            return ExitCode.Ok;
        });
    }
}
