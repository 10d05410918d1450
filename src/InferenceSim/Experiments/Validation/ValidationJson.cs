using System.Text.Json;
using System.Text.Json.Serialization;
using InferenceSim.Experiments.Accuracy;

namespace InferenceSim.Experiments.Validation;

/// <summary>Source-generated readers of the data files: strict, but comments and trailing commas may stand.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(EngineTable))]
[JsonSerializable(typeof(NameTable))]
[JsonSerializable(typeof(ProtocolTable))]
[JsonSerializable(typeof(ErrorBandTable))]
internal sealed partial class ValidationJson : JsonSerializerContext;
