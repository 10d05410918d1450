using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceSim.Models;

/// <summary>Reads the embedded model files; an unknown or missing name in one of them is an error.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    Converters = [typeof(AttentionKindConverter)])]
[JsonSerializable(typeof(ModelArchitecture))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;

/// <summary>Attention kinds in snake_case, never as numbers.</summary>
internal sealed class AttentionKindConverter()
    : JsonStringEnumConverter<AttentionKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
