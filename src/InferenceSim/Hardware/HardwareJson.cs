using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceSim.Hardware;

/// <summary>Source-generated readers: strict (no unknown or doubled field, nothing missing), but comments and trailing commas may stand, because people edit these files.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Accelerator))]
[JsonSerializable(typeof(KernelProfile))]
[JsonSerializable(typeof(HostOverhead))]
[JsonSerializable(typeof(PowerModel))]
internal sealed partial class HardwareJson : JsonSerializerContext;
