using System.Text.Json;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Rates;

/// <summary>The measured shapes of traffic that come with the library (<c>Workloads/Rates/data</c>).</summary>
public static class RateCatalog
{
    private static readonly Lazy<IReadOnlyList<NamedRate>> s_all = new(Read);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedRate> All => s_all.Value;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(r => r.Name)];

    /// <summary>The one called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message tells the nearest names.</exception>
    public static NamedRate Find(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new InvalidConfigurationException($"there is no profile '{name}': {NearestNames.Hint(name, Names)}; expected {RateNotation.Forms}");

    private static NamedRate[] Read()
    {
        using Stream stream = typeof(RateCatalog).Assembly.GetManifestResourceStream("InferenceSim.Workloads.Rates.data.profiles.json")!;
        return JsonSerializer.Deserialize(stream, WorkloadJson.Default.NamedRateArray)!;
    }
}
