using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Hardware;
using InferenceSim.Models;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Cli.Commands;

/// <summary>
/// <c>infersim show</c>: one entry of a catalog as the JSON it is, every figure with its source. That of a gpu or a workload
/// can be saved, edited and given back by path.
/// </summary>
internal static class ShowCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("show", "Print one entry of a catalog as JSON, with the sources of its figures. That of a gpu or a workload can be saved, edited and used by path.")
    {
        Of("gpu", "An accelerator.", "accelerators.", name => AcceleratorCatalog.Find(name).Name),
        Of("model", "A model.", "Models.data.", name => ModelCatalog.Find(name).Name),
        Of("workload", "A ready workload.", "workloads/", WorkloadName),
    };

    private static Command Of(string kind, string description, string folder, Func<string, string> find)
    {
        Command command = new(kind, description);
        Argument<string> name = new("name") { Description = $"a name that 'infersim list {kind}s' shows" };
        command.Add(name);
        return command.WithAction((parsed, _) =>
        {
            Print(folder, Found(parsed.GetRequiredValue(name), find));
            return ExitCode.Ok;
        });
    }

    private static string Found(string name, Func<string, string> find)
    {
        try
        {
            return find(name);
        }
        catch (InvalidConfigurationException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private static string WorkloadName(string name)
    {
        _ = WorkloadCatalog.Find(name);
        return name.ToLowerInvariant();
    }

    private static void Print(string folder, string name)
    {
        System.Reflection.Assembly library = typeof(ModelCatalog).Assembly;
        string resource = library.GetManifestResourceNames().Single(n => n.EndsWith($"{folder}{name}.json", StringComparison.Ordinal));
        using Stream file = library.GetManifestResourceStream(resource)!;
        using Stream stdout = Console.OpenStandardOutput();
        file.CopyTo(stdout);
    }
}
