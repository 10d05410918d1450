using System.CommandLine;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim workload</c>: looks at traffic without an engine.</summary>
internal static class WorkloadCommand
{
    /// <summary>The command with its three subcommands.</summary>
    public static Command Create() => new("workload", "Look at traffic, or make some, without an engine.")
    {
        WorkloadDescribeCommand.Create(),
        WorkloadCacheCommand.Create(),
        WorkloadGenerateCommand.Create(),
    };
}
