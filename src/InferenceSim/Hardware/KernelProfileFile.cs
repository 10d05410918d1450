using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>Kernel profiles as files, in the form of the embedded ones.</summary>
public static class KernelProfileFile
{
    /// <summary>Writes <paramref name="profile"/> as UTF-8 JSON with a final line end.</summary>
    public static void Write(KernelProfile profile, Stream stream) => ProfileWriter.Write(profile, stream, json => json.KernelProfile);

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidConfigurationException">It is malformed, or holds figures out of range.</exception>
    public static KernelProfile Read(Stream stream, string sourceName)
    {
        KernelProfile profile = ProfileReader.Read(stream, sourceName, HardwareJson.Default.KernelProfile);
        string[] faults = [.. KernelRules.Faults(profile)];
        return faults.Length == 0 ? profile : throw new InvalidConfigurationException($"{sourceName}: {string.Join("; ", faults)}");
    }
}
