using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace InferenceSim.Experiments;

/// <summary>
/// A short name of everything that the rows of a sweep depend on: what was asked, the content of the files it names, the version of this
/// library. Two result files with the same name can be put together.
/// </summary>
/// <param name="files">Opens the files that scenarios name.</param>
public sealed class SweepIdentity(IFileSource files)
{
    // 48 bits: two sweeps of one user will not meet, and a reader can still compare them by eye.
    private const int HexDigits = 12;

    private static readonly Dictionary<string, Func<Scenario, string?>> s_namingFiles = new(StringComparer.Ordinal)
    {
        ["model"] = s => s.Model,
        ["gpu"] = s => s.Gpu,
        ["workload"] = s => s.Workload,
    };

    /// <summary>The name of <paramref name="grid"/>.</summary>
    /// <exception cref="Simulation.InvalidConfigurationException">A file cannot be read.</exception>
    public string Of(SweepGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        StringBuilder text = new();
        text.Append(typeof(SweepIdentity).Assembly.GetName().Version).Append('\n');

        // Both engine modes give the same rows. Where a value came from, a file or a flag, does not matter either.
        Scenario first = grid.Points[0] with { EngineMode = null };
        foreach (SweepAxis axis in grid.Axes)
        {
            text.Append(axis.Field.Name).Append('=').AppendJoin(',', axis.Values.Select(v => Content(axis.Field.Name, v))).Append('\n');
        }

        foreach ((string field, Func<Scenario, string?> value) in s_namingFiles)
        {
            text.Append(field).Append('=').Append(value(first) is string name ? Content(field, name) : "").Append('\n');
        }

        text.Append(JsonSerializer.Serialize(first with { Model = null, Gpu = null, Workload = null }, ScenarioJsonContext.Default.Scenario));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..HexDigits];
    }

    /// <summary>What a value stands for: the content of a file, wherever it lies, or the value itself.</summary>
    private string Content(string field, string value)
    {
        if (!s_namingFiles.ContainsKey(field) || !ScenarioResolver.IsPath(value))
        {
            return value;
        }

        // What a pipe gave is gone.
        using Stream stream = files.OpenRead(value);
        return stream.CanSeek ? Convert.ToHexStringLower(SHA256.HashData(stream)) : value;
    }
}
