using NUnit.Framework;

namespace InferenceSim.Tests;

/// <summary>
/// The reference data beside the repository (<c>../shared/data</c>), or where <c>INFERENCESIM_SHARED_DATA</c> points. Tests that need
/// it are skipped where it is missing.
/// </summary>
internal static class SharedData
{
    /// <summary>The folder, or <c>null</c> where there is none.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>The full path of <paramref name="relative"/>; skips the calling test if it does not exist.</summary>
    public static string Require(string relative)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, relative);
        if (path is null || !Path.Exists(path))
        {
            Assert.Ignore("skipped: needs ../shared/data");
        }

        return path;
    }

    private static string? FindFolder()
    {
        string? given = Environment.GetEnvironmentVariable("INFERENCESIM_SHARED_DATA");
        if (!string.IsNullOrEmpty(given))
        {
            return Directory.Exists(given) ? given : null;
        }

        string sibling = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));
        return Directory.Exists(sibling) ? sibling : null;
    }
}
