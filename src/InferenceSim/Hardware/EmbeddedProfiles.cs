using System.Reflection;
using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>The files of one folder of <c>Hardware/data</c>, embedded in the assembly, read when first asked for.</summary>
internal sealed class EmbeddedProfiles<T>
{
    private readonly string _prefix;
    private readonly string _kind;
    private readonly Func<Stream, string, T> _read;
    private readonly Lazy<string[]> _names;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, T> _loaded = new(StringComparer.Ordinal);

    public EmbeddedProfiles(string folder, string kind, Func<Stream, string, T> read)
    {
        _prefix = $"InferenceSim.Hardware.data.{folder}.";
        _kind = kind;
        _read = read;
        _names = new(() => [.. Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(_prefix, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .Select(n => n[_prefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal)]);
    }

    public IReadOnlyList<string> Names => _names.Value;

    private static Assembly Assembly => typeof(EmbeddedProfiles<T>).Assembly;

    public T Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_loaded.TryGetValue(name, out T? loaded))
        {
            return loaded; // asked for by each operator that is priced
        }

        string? known = Array.Find(_names.Value, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        return known is null
            ? throw new InvalidConfigurationException($"unknown {_kind} '{name}': {NearestNames.Hint(name, _names.Value)}")
            : _loaded.GetOrAdd(known, Load);
    }

    private T Load(string name)
    {
        using Stream stream = Assembly.GetManifestResourceStream($"{_prefix}{name}.json")!;
        return _read(stream, $"embedded {_kind} '{name}'");
    }
}
