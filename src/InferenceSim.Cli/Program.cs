using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using InferenceSim.Cli;
using InferenceSim.Cli.Commands;
using InferenceSim.Simulation;

RootCommand root = new("Simulates LLM inference: what a model on given accelerators under given traffic yields in utilization, tokens per second, latency and cost per token.");
string[] names = ["run", "sweep", "compare", "capacity", "merge", "validate", "list", "show", "workload", "calibrate", "economics", "bench"];

// Many commands have a flag for each of a hundred fields: where the first word names a command, only its own are made.
foreach (string name in args is [string first, ..] && names.Contains(first) ? [first] : names)
{
    root.Add(Create(name));
}

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
        string[] known = word.StartsWith('-')
            ? [.. command.Options.Select(o => o.Name)]
            : [.. command.Subcommands.Select(c => c.Name)];
        if (known.Length > 0)
        {
            Console.Error.WriteLine($"There is no '{word}' here; {NearestNames.Hint(word, known)}");
        }
    }

    Console.Error.WriteLine($"Try '{CommandAction.PathOf(parsed.CommandResult)} --help'.");
    return ExitCode.Usage;
}

InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return await parsed.InvokeAsync(invocation).ConfigureAwait(false);

static Command Create(string name) => name switch
{
    "run" => RunCommand.Create(),
    "sweep" => SweepCommand.Create(),
    "compare" => CompareCommand.Create(),
    "capacity" => CapacityCommand.Create(),
    "merge" => MergeCommand.Create(),
    "validate" => ValidateCommand.Create(),
    "list" => ListCommand.Create(),
    "show" => ShowCommand.Create(),
    "workload" => WorkloadCommand.Create(),
    "calibrate" => CalibrateCommand.Create(),
    "economics" => EconomicsCommand.Create(),
    "bench" => BenchCommand.Create(),
    _ => throw new ArgumentException($"there is no command '{name}'", nameof(name)),
};
