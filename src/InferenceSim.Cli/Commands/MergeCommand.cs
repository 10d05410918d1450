using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary><c>infersim merge</c>: one file of the files that <c>sweep --shard</c> wrote.</summary>
internal static class MergeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = new("merge", "Put the files of a sweep's parts (sweep --shard i/n) together, in the order of the points; no point may be missing or there twice.");
        Argument<string[]> parts = new("parts.csv") { Description = "the files of all parts, in any order", Arity = ArgumentArity.OneOrMore };
        Option<string?> path = new("--out") { Description = "where to (default: stdout)", HelpName = "file.csv" };
        command.Add(parts);
        command.Add(path);
        return command.WithAction((parsed, _) => Run(parsed.GetValue(parts)!, parsed.GetValue(path)));
    }

    private static int Run(string[] paths, string? output)
    {
        DiskFiles files = new();
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UsageException($"{twice.First()} is named twice");
        }

        if (output is not null && paths.Any(p => Path.GetFullPath(p) == Path.GetFullPath(output)))
        {
            throw new UsageException($"--out {output} is one of the parts; give another name");
        }

        DiskFiles.CheckTarget(output);
        SweepMerge merge = SweepMerge.Of([.. paths.Select(p => new ResultFile(p, () => files.OpenRead(p)))]);
        if (output is not null)
        {
            DiskFiles.WriteWhole(output, merge.Write);
            return ExitCode.Ok;
        }

        using Stream stdout = Console.OpenStandardOutput();
        merge.Write(stdout);
        return ExitCode.Ok;
    }
}
