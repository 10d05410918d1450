using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Workloads;

namespace InferenceSim.Cli.Commands;

/// <summary>The workload that the workload commands look at: a catalog name, a file, or the traffic of a scenario, and what to draw from it.</summary>
internal sealed class WorkloadInput
{
    private static readonly string[] s_fields =
        ["arrivals", "rate", "concurrency", "think_time", "requests", "input_tokens", "output_tokens", "rate_scale", "window", "rate_profile", "duration", "max_model_len", "seed"];

    private readonly List<(ScenarioField Field, Option<string?> Option)> _options = [];

    /// <summary>Adds the flags to a command.</summary>
    public WorkloadInput(Command command)
    {
        foreach (ScenarioField field in s_fields.Select(ScenarioFields.Find))
        {
            Option<string?> option = new(field.Flag) { Description = field.Description, HelpName = field.ValueName };
            _options.Add((field, option));
            command.Add(option);
        }
    }

    /// <summary>The workload called <paramref name="nameOrPath"/>.</summary>
    public IWorkload Open(ParseResult parsed, string nameOrPath)
    {
        DiskFiles files = new();
        Scenario scenario = IsScenario(nameOrPath, files) ? ScenarioOptions.Read(nameOrPath, files) : new Scenario { Workload = nameOrPath };
        foreach ((ScenarioField field, Option<string?> option) in _options)
        {
            if (parsed.GetValue(option) is string text)
            {
                scenario = field.Apply(scenario, text);
            }
        }

        return new ScenarioResolver(files).Workload(scenario);
    }

    private static bool IsScenario(string nameOrPath, DiskFiles files)
    {
        if (!ScenarioResolver.IsPath(nameOrPath) || !nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        using Stream stream = files.OpenRead(nameOrPath);
        return ScenarioFile.IsScenario(stream);
    }
}
