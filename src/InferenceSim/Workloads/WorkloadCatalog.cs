using System.Reflection;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>The ready workloads of the folder <c>workloads/</c>, embedded in the library.</summary>
public static class WorkloadCatalog
{
    private const string Prefix = "workloads/";
    private const string Suffix = ".json";

    /// <summary>Their names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(WorkloadCatalog).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal)];

    /// <summary>The workload called <paramref name="name"/>, ignoring case.</summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message tells the nearest names.</exception>
    public static WorkloadSpec Find(string name)
    {
        string found = Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidConfigurationException($"unknown workload '{name}': {NearestNames.Hint(name, Names)}");
        Assembly assembly = typeof(WorkloadCatalog).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Prefix + found + Suffix)!;
        return WorkloadSpec.Read(stream, Prefix + found + Suffix);
    }
}
