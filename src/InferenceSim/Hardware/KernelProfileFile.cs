using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>Kernel profiles as files, in the form of the embedded ones.</summary>
public static class KernelProfileFile
{
    private static readonly HardwareJson s_written = new(new JsonSerializerOptions(HardwareJson.Default.Options)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    });

    /// <summary>Writes <paramref name="profile"/> as UTF-8 JSON with a final line end.</summary>
    public static void Write(KernelProfile profile, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(stream);
        JsonTypeInfo<KernelProfile> type = s_written.KernelProfile;
        JsonSerializer.Serialize(stream, profile, type);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidConfigurationException">It is malformed, or holds figures out of range.</exception>
    public static KernelProfile Read(Stream stream, string sourceName)
    {
        KernelProfile profile = ProfileReader.Read(stream, sourceName, HardwareJson.Default.KernelProfile);
        string[] faults = [.. KernelRules.Faults(profile)];
        return faults.Length == 0 ? profile : throw new InvalidConfigurationException($"{sourceName}: {string.Join("; ", faults)}");
    }
}
