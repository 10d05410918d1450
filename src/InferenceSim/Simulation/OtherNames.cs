using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceSim.Simulation;

/// <summary>Names under which the entries of a catalog are known elsewhere: an embedded JSON object, other name to own.</summary>
/// <param name="resource">The embedded file.</param>
internal sealed class OtherNames(string resource)
{
    private readonly Lazy<FrozenDictionary<string, string>> _table = new(() => Read(resource));

    /// <summary>All of them, with the entries they stand for.</summary>
    public IReadOnlyDictionary<string, string> Table => _table.Value;

    private static FrozenDictionary<string, string> Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize(stream, OtherNamesJson.Default.DictionaryStringString)!.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>Reads the embedded tables of other names.</summary>
[JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OtherNamesJson : JsonSerializerContext;
