using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace InferenceSim.Experiments;

/// <summary>
/// A short name of everything that the rows of a sweep depend on: what was asked, the content of the files that it names, the version of
/// this library. Result files with the same name can be put together.
/// </summary>
public static class SweepIdentity
{
    // 48 bits: two sweeps of one user will not meet, and a reader can still compare them by eye.
    private const int HexDigits = 12;

    /// <summary>The name of <paramref name="grid"/>.</summary>
    /// <param name="grid">The sweep.</param>
    /// <param name="files">Opens the files that its points name.</param>
    /// <param name="paths">The paths of those files.</param>
    /// <exception cref="Simulation.InvalidConfigurationException">A file cannot be read.</exception>
    public static string Of(SweepGrid grid, IFileSource files, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(paths);
        StringBuilder text = new();
        text.Append(typeof(SweepIdentity).Assembly.GetName().Version).Append('\n');
        foreach (SweepAxis axis in grid.Axes)
        {
            text.Append(axis.Field.Name).Append('=').AppendJoin(',', axis.Values).Append('\n');
        }

        // Both engine modes give the same rows.
        Scenario first = grid.Points[0] with { EngineMode = null };
        text.Append(JsonSerializer.Serialize(first with { Groups = null }, ScenarioJsonContext.Default.Scenario)).Append('\n');
        foreach (GroupChoice group in first.Groups ?? [])
        {
            text.Append(group.Name).Append(' ').Append(group.Replicas).Append(' ')
                .AppendJoin(',', group.Fields.Select(f => $"{f.Field.Name}={f.Text}")).Append('\n');
        }

        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            text.Append(path).Append(' ').Append(Content(files, path)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..HexDigits];
    }

    private static string Content(IFileSource files, string path)
    {
        using Stream stream = files.OpenRead(path);
        return stream.CanSeek ? Convert.ToHexStringLower(SHA256.HashData(stream)) : "a pipe, whose content is gone";
    }
}
