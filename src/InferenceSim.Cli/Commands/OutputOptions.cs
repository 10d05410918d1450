using System.CommandLine;
using InferenceSim.Cli.Output;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary>Where results go: <c>--out</c>, <c>--json</c>, <c>--plot</c>, and <c>--format</c> for stdout.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> _out = new("--out") { Description = "write the rows to a CSV file, each as soon as it is done", HelpName = "file.csv" };
    private readonly Option<string?> _json = new("--json") { Description = "write every metric and count to a JSON file", HelpName = "file.json" };
    private readonly Option<string?> _plot = new("--plot") { HelpName = "file.png|svg" };
    private readonly Option<string?> _format = OutputFormats.Option();

    /// <summary>Adds the flags to a command.</summary>
    public OutputOptions(Command command, bool plot, string plotted = "draw throughput, latency and cost")
    {
        _plot.Description = plotted;
        command.Add(_out);
        command.Add(_json);
        if (plot)
        {
            command.Add(_plot);
        }

        command.Add(_format);
    }

    /// <summary>What stdout gets.</summary>
    public OutputFormat Format(ParseResult parsed) => OutputFormats.Of(parsed.GetValue(_format));

    /// <summary>The CSV file, or <c>null</c>.</summary>
    public string? Csv(ParseResult parsed) => parsed.GetValue(_out);

    /// <summary>The picture, or <c>null</c>.</summary>
    public string? Plot(ParseResult parsed) => parsed.GetValue(_plot);

    /// <summary>The files that have rows even where a run ends early.</summary>
    public string[] Files(ParseResult parsed) => [.. new[] { Csv(parsed), parsed.GetValue(_json) }.OfType<string>()];

    /// <summary>Checks before anything is run that what is asked for can be written after it.</summary>
    public void Check(ParseResult parsed)
    {
        CheckPlotName(Plot(parsed));
        DiskFiles.CheckTarget(Csv(parsed));
        DiskFiles.CheckTarget(parsed.GetValue(_json));
        DiskFiles.CheckTarget(Plot(parsed));
    }

    /// <summary>Checks the ending of a picture's name.</summary>
    public static void CheckPlotName(string? path)
    {
        if (path is not null && !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--plot {path}: the name must end in .png or .svg");
        }
    }

    /// <summary>Checks that no file is written over another, or over one that was read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="read">What was read.</param>
    public void CheckDistinct(ParseResult parsed, params ReadOnlySpan<DiskFiles> read)
    {
        HashSet<string> inputs = new(StringComparer.Ordinal);
        foreach (DiskFiles files in read)
        {
            inputs.UnionWith(files.Read.Select(Path.GetFullPath));
        }

        HashSet<string> outputs = new(StringComparer.Ordinal);
        foreach (string path in new[] { Csv(parsed), parsed.GetValue(_json), Plot(parsed) }.OfType<string>())
        {
            string full = Path.GetFullPath(path);
            if (inputs.Contains(full))
            {
                throw new UsageException($"{path} would be written over, but it is what is read here; give another name");
            }

            if (!outputs.Add(full) && !path.StartsWith("/dev/", StringComparison.Ordinal))
            {
                throw new UsageException($"{path} is named for two outputs; give each a name of its own");
            }
        }
    }

    /// <summary>Writes the JSON file, if one was asked for.</summary>
    public void WriteJson(ParseResult parsed, IReadOnlyList<PointResult> results, IReadOnlyList<ResultColumn>? columns = null)
    {
        if (parsed.GetValue(_json) is string path)
        {
            DiskFiles.WriteWhole(path, stream => ResultJson.Write(stream, results, columns));
        }
    }
}
