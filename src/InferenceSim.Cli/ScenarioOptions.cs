using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Simulation;
using InferenceSim.Workloads.Rates;

namespace InferenceSim.Cli;

/// <summary>The flags of a scenario, one for each of its fields, and the scenario file they may override.</summary>
internal sealed class ScenarioOptions
{
    private readonly List<(ScenarioField Field, Option<string?> Option)> _options = [];
    private readonly Argument<string?> _file = new("scenario.json")
    {
        Description = "scenario file; flags override it",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the flags to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="lists">Whether flags take lists and ranges.</param>
    public ScenarioOptions(Command command, bool lists)
    {
        command.Add(_file);
        _file.Validators.Add(result =>
        {
            // An argument that may be left out takes a mistyped flag for itself.
            if (result.Tokens is [{ Value: ['-', ..] flag }])
            {
                result.AddError($"There is no flag {flag}; {NearestNames.Hint(flag, [.. command.Options.Select(o => o.Name)])}");
            }
        });
        ScenarioField batch = ScenarioFields.Find("batch");
        foreach (ScenarioField field in ScenarioFields.All.Where(f => f != batch).Prepend(batch))
        {
            Option<string?> option = new(field.Flag)
            {
                Description = field.Description,
                HelpName = lists && field is { Name: not "window", IsAxis: true } ? field.ValueName + ",..." : field.ValueName,
            };
            _options.Add((field, option));
            command.Add(option);
        }
    }

    /// <summary>The one scenario that was asked for.</summary>
    public Scenario Single(ParseResult parsed, DiskFiles files)
    {
        Scenario scenario = Basis(parsed, files);
        foreach ((ScenarioField field, Option<string?> option) in _options)
        {
            if (parsed.GetValue(option) is string text)
            {
                scenario = field.Apply(scenario, text);
            }
        }

        return scenario;
    }

    /// <summary>The scenario behind a sweep and the axes that the flags name.</summary>
    public (Scenario Basis, List<SweepAxis> Axes) Axes(ParseResult parsed, DiskFiles files)
    {
        List<SweepAxis> axes = [];
        foreach ((ScenarioField field, Option<string?> option) in _options)
        {
            if (parsed.GetValue(option) is string text)
            {
                axes.Add(new SweepAxis(field, field.IsAxis ? ValueList.Parse(text, field) : [text]));
            }
        }

        return (Basis(parsed, files), axes);
    }

    private Scenario Basis(ParseResult parsed, DiskFiles files)
    {
        Scenario scenario = parsed.GetValue(_file) is string path ? Read(path, files) : new Scenario();

        // A flag overrides what the file says of the same thing in another way: a price in figures, a price by name.
        scenario = IsGiven("price") ? scenario with { RentalFrom = null } : scenario;
        scenario = IsGiven("rental_from") ? scenario with { Price = null } : scenario;
        return IsGiven("prices_from") ? scenario with { InputPrice = null, CachedInputPrice = null, OutputPrice = null } : scenario;

        bool IsGiven(string field) => parsed.GetValue(_options.First(o => o.Field.Name == field).Option) is not null;
    }

    /// <summary>The scenario in a file; what it names lies relative to it.</summary>
    public static Scenario Read(string path, DiskFiles files)
    {
        using Stream stream = files.OpenRead(path);
        Scenario scenario = ScenarioFile.Read(stream, path);
        string folder = Path.GetDirectoryName(path) ?? "";
        return scenario with
        {
            Model = Rebased(scenario.Model, folder),
            Gpu = Rebased(scenario.Gpu, folder),
            Host = Rebased(scenario.Host, folder),
            Workload = Rebased(scenario.Workload, folder),
            RateProfile = RebasedProfile(scenario.RateProfile, folder),
            Tenants = scenario.Tenants is null
                ? null
                : [.. scenario.Tenants.Select(t => t with { Workload = Rebased(t.Workload, folder), Profile = RebasedProfile(t.Profile, folder) })],
            Economics = scenario.Economics is null ? null : scenario.Economics with
            {
                Alternatives = [.. scenario.Economics.Alternatives.Select(a => a.WithPaths(path => Rebased(path, folder)!))],
                Generations = scenario.Economics.Generations?.WithPaths(path => Rebased(path, folder)!),
            },
            Groups = scenario.Groups is null ? null : [.. scenario.Groups.Select(g => g.WithPaths(path => Rebased(path, folder)!))],
        };
    }

    private static string? RebasedProfile(string? profile, string folder) => profile is not null && RateNotation.PathIn(profile) is not null
        ? Path.Combine(folder, profile)
        : profile;

    /// <summary>A file named in a scenario file lies relative to it.</summary>
    private static string? Rebased(string? nameOrPath, string folder) => nameOrPath is not null && ScenarioResolver.IsPath(nameOrPath)
        ? Path.Combine(folder, nameOrPath)
        : nameOrPath;
}
