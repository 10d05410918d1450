namespace InferenceSim.Hardware;

/// <summary>The kernel profiles that ship with the library: measured ones, and the defaults of each class of accelerator.</summary>
/// <remarks>
/// An accelerator without timings takes the profile of its nearest relative, and says <see cref="Evidence.Transferred"/>: the same chip with
/// another memory or link, else the same generation of compute units, else the generation before. Shares of peak and fixed times carry over, to its own
/// peaks; compute units and collectives do only where the links are of the same kind. All others take their class's default, and say
/// <see cref="Evidence.Datasheet"/>. The fitted parts come from <c>infersim calibrate --operators</c>, and a test repeats the fit.
/// </remarks>
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
