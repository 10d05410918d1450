using System.Text;
using System.Text.Json;
using InferenceSim.Simulation;

namespace InferenceSim.Models;

/// <summary>
/// Typed access to the keys of a config.json. A fault is noted with file, line and key and answered with a harmless value, so that all
/// faults of a file are reported together by <see cref="ThrowIfFaulty"/>. A key that is <c>null</c> counts as missing, as in Python.
/// </summary>
internal sealed class HuggingFaceKeys
{
    // Far above any real dimension; it keeps sums of products in range and loops over layers short.
    private const int Most = 100_000_000;
    private const int Placeholder = 1;

    private readonly byte[] _json;
    private readonly string _sourceName;
    private readonly JsonElement _root;
    private readonly JsonElement _text;
    private readonly string _path;
    private readonly List<string> _faults;

    private HuggingFaceKeys(byte[] json, string sourceName, JsonElement root, JsonElement text, string path, List<string> faults)
    {
        _json = json;
        _sourceName = sourceName;
        _root = root;
        _text = text;
        _path = path;
        _faults = faults;
    }

    /// <summary>Whether a fault has been noted.</summary>
    public bool Faulty => _faults.Count > 0;

    /// <summary>Parses the whole file.</summary>
    /// <exception cref="InvalidConfigurationException">It is not a JSON object.</exception>
    public static HuggingFaceKeys Parse(Stream json, string sourceName)
    {
        using MemoryStream buffer = new();
        json.CopyTo(buffer);
        byte[] bytes = buffer.ToArray();
        ReadOnlyMemory<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(3) : bytes;
        try
        {
            JsonElement root = JsonElement.Parse(text.Span);
            return root.ValueKind == JsonValueKind.Object
                ? new HuggingFaceKeys(text.ToArray(), sourceName, root, root, "", [])
                : throw new InvalidConfigurationException($"{sourceName}: not a Hugging Face config.json: expected a JSON object {{...}}, found {Describe(root)}.");
        }
        catch (JsonException error)
        {
            throw new InvalidConfigurationException(
                $"{sourceName}, line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}: not valid JSON: {JsonFault.Words(error)}", error);
        }
    }

    /// <summary>The keys inside <paramref name="key"/> (<c>text_config</c> of a multi-modal model); what is missing there is looked for outside too.</summary>
    public HuggingFaceKeys? Inside(string key) =>
        _text.TryGetProperty(key, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object
            ? new HuggingFaceKeys(_json, _sourceName, _root, inner, key + ".", _faults)
            : null;

    /// <summary>An object under <paramref name="key"/>, or <c>null</c>.</summary>
    public JsonElement? Object(string key) =>
        Find(key) is { ValueKind: JsonValueKind.Object } element ? element : null;

    /// <summary>A string, or <c>null</c> if there is none.</summary>
    public string? Text(string key)
    {
        JsonElement? found = Find(key);
        if (found is { ValueKind: not JsonValueKind.String } wrong)
        {
            Note(key, $"is {Describe(wrong)}; expected a string");
            return null;
        }

        return found?.GetString();
    }

    /// <summary>The strings of a list, or <c>null</c> if there is no such key.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        JsonElement? found = Find(key);
        if (found is null)
        {
            return null;
        }

        if (found.Value.ValueKind != JsonValueKind.Array || found.Value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            Note(key, $"is {Describe(found.Value)}; expected a list of strings");
            return null;
        }

        return [.. found.Value.EnumerateArray().Select(item => item.GetString()!)];
    }

    /// <summary>The integers of a list, or <c>null</c> if there is no such key.</summary>
    public IReadOnlyList<int>? Integers(string key)
    {
        JsonElement? found = Find(key);
        if (found is null)
        {
            return null;
        }

        if (found.Value.ValueKind != JsonValueKind.Array
            || found.Value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out _)))
        {
            Note(key, $"is {Describe(found.Value)}; expected a list of integers");
            return null;
        }

        return [.. found.Value.EnumerateArray().Select(item => item.GetInt32())];
    }

    /// <summary>True or false, or <paramref name="otherwise"/> if there is no such key.</summary>
    public bool Flag(string key, bool otherwise)
    {
        JsonElement? found = Find(key);
        if (found is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } wrong)
        {
            Note(key, $"is {Describe(wrong)}; expected true or false");
            return otherwise;
        }

        return found?.GetBoolean() ?? otherwise;
    }

    /// <summary>An integer from 1 to <paramref name="most"/> that must be there.</summary>
    public int Needed(string key, int most = Most)
    {
        int? value = Optional(key, 1, most);
        if (value is null && Find(key) is null)
        {
            _faults.Add($"{_sourceName}: '{_path}{key}' is missing; expected an integer from 1 to {most}");
        }

        return value ?? Placeholder;
    }

    /// <summary>An integer from <paramref name="least"/> to <paramref name="most"/>, or <c>null</c> if there is no such key.</summary>
    public int? Optional(string key, int least = 1, int most = Most)
    {
        JsonElement? found = Find(key);
        if (found is not { } element)
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int value) && value >= least && value <= most)
        {
            return value;
        }

        Note(key, $"is {Describe(element)}; expected an integer from {least} to {most}");
        return null;
    }

    /// <summary>Notes a fault of <paramref name="key"/>; <paramref name="fault"/> continues the sentence that begins with the key.</summary>
    public void Note(string key, string fault)
    {
        string where = LineOf(key) is { } line ? $"{_sourceName}, line {line}" : _sourceName;
        _faults.Add($"{where}: '{_path}{key}' {fault}");
    }

    /// <summary>Reports all faults noted so far.</summary>
    /// <exception cref="InvalidConfigurationException">There are some.</exception>
    public void ThrowIfFaulty()
    {
        if (Faulty)
        {
            throw new InvalidConfigurationException(string.Join(Environment.NewLine, _faults.Distinct()));
        }
    }

    private JsonElement? Find(string key)
    {
        bool found = _text.TryGetProperty(key, out JsonElement element) && element.ValueKind != JsonValueKind.Null;
        found = found || (_root.TryGetProperty(key, out element) && element.ValueKind != JsonValueKind.Null);
        return found ? element : null;
    }

    /// <summary>The line of a key; read only when something is wrong, since a parsed document has forgotten it.</summary>
    private int? LineOf(string key)
    {
        int depth = _text.TryGetProperty(key, out _) && _path.Length > 0 ? 2 : 1;
        Utf8JsonReader reader = new(_json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth && reader.ValueTextEquals(key))
            {
                return _json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
            }
        }

        return null;
    }

    private static string Describe(JsonElement element)
    {
        string raw = element.GetRawText();
        string shown = raw.Length > 40 ? raw[..40] + "..." : raw;
        return element.ValueKind switch
        {
            JsonValueKind.String => $"the string {shown}",
            JsonValueKind.Array => $"the list {shown}",
            JsonValueKind.Object => $"the object {shown}",
            _ => shown,
        };
    }
}
