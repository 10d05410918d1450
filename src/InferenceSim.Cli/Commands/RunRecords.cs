using InferenceSim.Results;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary>The files that a run fills while it plays: a row for every request, a row for every interval.</summary>
/// <param name="requestsPath">The file of the requests, or <c>null</c>.</param>
/// <param name="timelinePath">The file of the intervals, or <c>null</c>.</param>
/// <param name="interval">The length of an interval.</param>
internal sealed class RunRecords(string? requestsPath, string? timelinePath, SimDuration interval) : IDisposable
{
    private readonly List<IDisposable> _open = [];

    /// <summary>Whether any of the files was asked for.</summary>
    public bool Asked => requestsPath is not null || timelinePath is not null;

    /// <summary>The run with the files listening. They are opened now, when nothing is left to be refused.</summary>
    public RunOptions Attach(RunOptions run)
    {
        if (requestsPath is not null)
        {
            Stream stream = DiskFiles.CreateRows(requestsPath);
            RequestCsv requests = new(stream, [.. run.Tenants.Select(t => t.Name)]);
            _open.AddRange([requests, stream]);
            run = run with { OnRequest = outcome => requests.Write(outcome) };
        }

        if (timelinePath is not null)
        {
            Stream stream = DiskFiles.CreateRows(timelinePath);
            TimelineCsv timeline = new(stream);
            _open.AddRange([timeline, stream]);
            run = run with { TimelineInterval = interval, OnTimeline = row => timeline.Write(row) };
        }

        return run;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.ForEach(d => d.Dispose());
}
