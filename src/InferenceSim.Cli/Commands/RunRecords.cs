using InferenceSim.Results;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary>The files that a run fills while it plays: a row for every request, a row for every interval.</summary>
internal sealed class RunRecords : IDisposable
{
    private readonly SimDuration _interval;
    private readonly List<IDisposable> _open = [];
    private readonly RequestCsv? _requests;
    private readonly TimelineCsv? _timeline;

    /// <summary>Opens the files that are named.</summary>
    public RunRecords(string? requestsPath, string? timelinePath, SimDuration interval)
    {
        _interval = interval;
        if (requestsPath is not null)
        {
            Stream stream = DiskFiles.CreateRows(requestsPath);
            _requests = new RequestCsv(stream);
            _open.AddRange([_requests, stream]);
        }

        if (timelinePath is not null)
        {
            Stream stream = DiskFiles.CreateRows(timelinePath);
            _timeline = new TimelineCsv(stream);
            _open.AddRange([_timeline, stream]);
        }
    }

    /// <summary>The run with the files listening.</summary>
    public RunOptions Attach(RunOptions run)
    {
        run = _requests is null ? run : run with { OnRequest = outcome => _requests.Write(outcome) };
        return _timeline is null ? run : run with { TimelineInterval = _interval, OnTimeline = row => _timeline.Write(row) };
    }

    /// <inheritdoc/>
    public void Dispose() => _open.ForEach(d => d.Dispose());
}
