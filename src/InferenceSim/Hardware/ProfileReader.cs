using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>Reads one JSON file strictly and turns the parser's complaint into a message for the person who wrote the file.</summary>
internal static class ProfileReader
{
    public static T Read<T>(Stream stream, string sourceName, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, type)
                ?? throw new InvalidConfigurationException($"{sourceName}: the file holds 'null' where a profile is expected");
        }
        catch (JsonException e)
        {
            throw new InvalidConfigurationException(Describe(e, sourceName), e);
        }
    }

    private static string Describe(JsonException e, string sourceName)
    {
        // The parser counts lines and bytes from zero and appends them to its message; people count from one.
        string where = e.LineNumber is long line ? FormattableString.Invariant($":{line + 1}:{(e.BytePositionInLine ?? 0) + 1}") : "";
        string path = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $" at {e.Path}";
        int tail = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        string what = tail > 0 ? e.Message[..tail] : e.Message;
        return $"{sourceName}{where}{path}: {what} (see 'infersim show gpu h100-sxm' for the fields of a profile)";
    }
}
