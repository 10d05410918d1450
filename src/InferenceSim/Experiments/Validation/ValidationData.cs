using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments.Validation;

/// <summary>The data files of this folder, embedded in the library.</summary>
internal static class ValidationData
{
    public static Stream Open(string file) =>
        typeof(ValidationData).Assembly.GetManifestResourceStream($"InferenceSim.Experiments.Validation.data.{file}")!;

    public static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        using Stream stream = Open(file);
        try
        {
            return JsonSerializer.Deserialize(stream, type)!;
        }
        catch (JsonException e)
        {
            throw new InvalidConfigurationException($"embedded {file}: {e.Message}", e);
        }
    }
}
