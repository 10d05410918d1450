using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using InferenceSim.Cli;
using InferenceSim.Cli.Commands;
using InferenceSim.Simulation;

RootCommand root = new("Simulates LLM inference: what a model on given accelerators under given traffic yields in utilization, tokens per second, latency and cost per token.")
{
    RunCommand.Create(),
    SweepCommand.Create(),
    CompareCommand.Create(),
    CapacityCommand.Create(),
    MergeCommand.Create(),
    ValidateCommand.Create(),
    ListCommand.Create(),
    ShowCommand.Create(),
    WorkloadCommand.Create(),
    CalibrateCommand.Create(),
    EconomicsCommand.Create(),
    BenchCommand.Create(),
};
foreach (HelpOption help in root.Options.OfType<HelpOption>())
{
    help.Action = new HelpWithExamples((HelpAction)help.Action!);
}

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    if (parsed.Action is ParseErrorAction onError)
    {
        // Help and typing hints would go to stdout, where a pipe expects rows.
        onError.ShowHelp = false;
        onError.ShowTypoCorrections = false;
        onError.Invoke(parsed);
    }

    foreach (string word in parsed.UnmatchedTokens)
    {
        Command command = parsed.CommandResult.Command;
        string[] names = word.StartsWith('-')
            ? [.. command.Options.Select(o => o.Name)]
            : [.. command.Subcommands.Select(c => c.Name)];
        if (names.Length > 0)
        {
            Console.Error.WriteLine($"There is no '{word}' here; {NearestNames.Hint(word, names)}");
        }
    }

    Console.Error.WriteLine($"Try '{CommandAction.PathOf(parsed.CommandResult)} --help'.");
    return ExitCode.Usage;
}

InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
