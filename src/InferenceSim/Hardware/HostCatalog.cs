namespace InferenceSim.Hardware;

/// <summary>Host overheads by engine generation.</summary>
public static class HostCatalog
{
    /// <summary>The engine that is simulated unless another is named.</summary>
    public const string DefaultName = "vllm-v1";

    private static readonly EmbeddedProfiles<HostOverhead> s_profiles =
        new("engines", "engine generation", (stream, source) => ProfileReader.Read(stream, source, HardwareJson.Default.HostOverhead));

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => s_profiles.Names;

    /// <summary>The overhead of the engine generation called <paramref name="name"/>.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static HostOverhead Find(string name) => s_profiles.Find(name);

    /// <summary>Writes the terms of an engine generation in the form of the embedded files.</summary>
    public static void Write(HostOverhead host, Stream stream) => ProfileWriter.Write(host, stream, json => json.HostOverhead);
}
