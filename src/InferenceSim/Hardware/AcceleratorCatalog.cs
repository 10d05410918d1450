using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using InferenceSim.Simulation;

namespace InferenceSim.Hardware;

/// <summary>The accelerators that ship with the library, each an embedded file with the source of its figures.</summary>
public static partial class AcceleratorCatalog
{
    private static readonly EmbeddedProfiles<Accelerator> s_profiles = new("accelerators", "accelerator", AcceleratorProfile.Read);
    private static readonly OtherNames s_others = new("InferenceSim.Hardware.other-names.json");

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => s_profiles.Names;

    /// <summary>Other names of accelerators, and the entries they stand for.</summary>
    public static IReadOnlyDictionary<string, string> AlsoKnownAs => s_others.Table;

    /// <summary>The accelerator called <paramref name="name"/>, as <see cref="TryFind"/> understands it.</summary>
    /// <exception cref="InvalidConfigurationException">There is none; the message holds the nearest names.</exception>
    public static Accelerator Find(string name) => TryFind(name, out Accelerator? accelerator) ? accelerator : s_profiles.Find(name);

    /// <summary>
    /// The accelerator called <paramref name="name"/>, or <c>false</c>. Case does not matter, <see cref="AlsoKnownAs"/> counts, and a
    /// memory size at the end is left out if nothing is known by it: <c>H100-SXM5-80GB</c> is <c>h100-sxm</c>.
    /// </summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out Accelerator? accelerator)
    {
        ArgumentNullException.ThrowIfNull(name);
        string? known = Known(name) ?? Known(MemorySize().Replace(name, ""));
        accelerator = known is null ? null : s_profiles.Find(known);
        return accelerator is not null;
    }

    private static string? Known(string name) =>
        Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? AlsoKnownAs.GetValueOrDefault(name);

    [GeneratedRegex(@"-\d+(\.\d+)?gb$", RegexOptions.IgnoreCase)]
    private static partial Regex MemorySize();
}
