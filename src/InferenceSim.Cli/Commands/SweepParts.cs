using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Results;

namespace InferenceSim.Cli.Commands;

/// <summary>Which points of a sweep are run: <c>--shard</c> for one of several machines, <c>--resume</c> for those that are not finished yet.</summary>
internal sealed class SweepParts
{
    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "run one part of n: every n-th point from the i-th; 'infersim merge' puts the parts together",
        HelpName = "i/n",
    };

    private readonly Option<bool> _resume = new("--resume") { Description = "go on with the --out of an interrupted sweep: its finished rows are kept" };

    /// <summary>Adds the flags to a command.</summary>
    public SweepParts(Command command)
    {
        command.Add(_shard);
        command.Add(_resume);
    }

    /// <summary>The points of the part, in order.</summary>
    public SweepPlace[] Places(ParseResult parsed, SweepGrid grid, DiskFiles named)
    {
        SweepShard shard = parsed.GetValue(_shard) is string text ? SweepShard.Parse(text) : SweepShard.Whole;
        return Places(grid, named, shard);
    }

    /// <summary>All points of a sweep, in order.</summary>
    public static SweepPlace[] Places(SweepGrid grid, DiskFiles named) => Places(grid, named, SweepShard.Whole);

    /// <summary>What an interrupted sweep left, where it is to go on.</summary>
    public FinishedRows Finished(
        ParseResult parsed, OutputOptions output, SweepPlace[] places, Func<SweepPlace, PointInputs> inputs)
    {
        if (!parsed.GetValue(_resume))
        {
            return default;
        }

        string path = output.Csv(parsed) ?? throw new UsageException("--resume needs the --out that the interrupted sweep wrote");
        if (output.Plot(parsed) is not null || output.Files(parsed).Length > 1)
        {
            throw new UsageException("--resume does not go with --json and --plot: of the rows that are finished it knows only the CSV");
        }

        return File.Exists(path)
            ? FinishedRows.Read(new ResultFile(path, () => new DiskFiles().OpenRead(path)), places, row => inputs(places[row]))
            : default;
    }

    private static SweepPlace[] Places(SweepGrid grid, DiskFiles named, SweepShard shard)
    {
        string sweep = SweepIdentity.Of(grid, named, named.Read);
        return [.. shard.Of(grid.Points.Count).Select(point => new SweepPlace(point, grid.Points.Count, sweep))];
    }
}
