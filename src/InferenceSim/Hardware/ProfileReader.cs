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
            throw JsonFault.Explain(e, sourceName, type, " (see 'infersim show gpu h100-sxm' for the fields of a profile)");
        }
    }
}
