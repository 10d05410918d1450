namespace InferenceSim.Hardware;

/// <summary>The accelerators that ship with the library, each an embedded file with the source of its figures.</summary>
public static class AcceleratorCatalog
{
    private static readonly EmbeddedProfiles<Accelerator> s_profiles = new("accelerators", "accelerator", AcceleratorProfile.Read);

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => s_profiles.Names;

    /// <summary>The accelerator called <paramref name="name"/> (case does not matter).</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static Accelerator Find(string name) => s_profiles.Find(name);
}
