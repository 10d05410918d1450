using System.Reflection;

namespace InferenceSim.Tests;

/// <summary>Finds the large public data sets beside the repository, which tests use where they exist.</summary>
internal static class SharedData
{
    /// <summary>The folder, or <c>null</c> where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>The full path of a file of the shared data; without it the test is skipped.</summary>
    public static string Require(string relative)
    {
        string? path = Folder is null ? null : Path.Combine(Folder, relative);
        if (path is null || !File.Exists(path))
        {
            Assert.Ignore("skipped: needs ../shared/data");
        }

        return path!;
    }

    private static string? Find()
    {
        string? told = Environment.GetEnvironmentVariable("INFERENCESIM_SHARED_DATA");
        string root = typeof(SharedData).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "RepositoryRoot").Value!;
        string folder = told ?? Path.Combine(root, "..", "shared", "data");
        return Directory.Exists(folder) ? folder : null;
    }
}
