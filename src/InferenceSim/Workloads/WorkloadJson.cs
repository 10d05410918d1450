using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads;

/// <summary>How workload files are read: strict, snake_case, with comments and trailing commas.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(WorkloadSpec))]
internal sealed partial class WorkloadJson : JsonSerializerContext
{
    /// <summary>Turns a parser's complaint into file:line:column, with the nearest valid property name where one was unknown.</summary>
    public static InvalidConfigurationException Explain(JsonException e, string sourceName)
    {
        // The parser appends "Path: ... | LineNumber: ... | BytePositionInLine: ..."; the place is told in front instead.
        string message = e.Message;
        int tail = message.IndexOf(" Path: ", StringComparison.Ordinal);
        message = tail < 0 ? message : message[..tail];
        string[] quoted = message.Split('\'');
        string hint = message.Contains("could not be mapped", StringComparison.Ordinal) && quoted.Length > 1
            ? $" {NearestNames.Hint(quoted[1], PropertyNames())}"
            : "";
        return new InvalidConfigurationException($"{sourceName}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: {e.Path}: {message}{hint}", e);
    }

    private static List<string> PropertyNames()
    {
        JsonTypeInfo[] types =
        [
            Default.WorkloadSpec, Default.SharedPrefixSpec, Default.SessionSpec, Default.ArrivalSpec, Default.PublishedFigures,
            Default.LengthFigures, Default.LognormalLength, Default.LognormalComponent, Default.UniformLength, Default.LognormalThinkTime,
        ];
        return [.. types.SelectMany(t => t.Properties).Select(p => p.Name).Distinct()];
    }
}
