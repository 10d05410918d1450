namespace InferenceSim.Hardware;

/// <summary>The kernel profiles that ship with the library: measured ones, and the defaults of each class of accelerator.</summary>
public static class KernelCatalog
{
    /// <summary>The profile of an accelerator about which only the data sheet is known.</summary>
    public const string DefaultName = "datasheet-gpu";

    private static readonly EmbeddedProfiles<KernelProfile> s_profiles =
        new("kernels", "kernel profile", (stream, source) => ProfileReader.Read(stream, source, HardwareJson.Default.KernelProfile));

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => s_profiles.Names;

    /// <summary>The profile called <paramref name="name"/>.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static KernelProfile Find(string name) => s_profiles.Find(name);
}
