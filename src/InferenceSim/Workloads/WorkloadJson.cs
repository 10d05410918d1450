using System.Text.Json;
using System.Text.Json.Serialization;

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
[JsonSerializable(typeof(Rates.NamedRate[]))]
internal sealed partial class WorkloadJson : JsonSerializerContext;
