using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace InferenceSim.Hardware;

/// <summary>Writes profiles in the form of the embedded ones: UTF-8 JSON, indented, nothing that is not set, a line end at the end.</summary>
internal static class ProfileWriter
{
    private static readonly HardwareJson s_json = new(new JsonSerializerOptions(HardwareJson.Default.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    });

    public static void Write<T>(T profile, Stream stream, Func<HardwareJson, JsonTypeInfo<T>> type)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, profile, type(s_json));
        stream.WriteByte((byte)'\n');
    }
}
