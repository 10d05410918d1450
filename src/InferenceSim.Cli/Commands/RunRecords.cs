using InferenceSim.Experiments;
using InferenceSim.Results;
using InferenceSim.Serving;
using InferenceSim.Simulation;

namespace InferenceSim.Cli.Commands;

/// <summary>The files that a run fills while it plays: a row for every request, a row for every interval.</summary>
/// <param name="requestsPath">The file of the requests, or <c>null</c>.</param>
/// <param name="timelinePath">The file of the intervals, or <c>null</c>.</param>
/// <param name="plotPath">The picture of the intervals, or <c>null</c>.</param>
/// <param name="interval">The length of an interval.</param>
internal sealed class RunRecords(string? requestsPath, string? timelinePath, string? plotPath, SimDuration interval) : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly List<TimelineRow> _rows = [];

    /// <summary>The intervals so far, where a picture of them was asked for.</summary>
    public IReadOnlyList<TimelineRow> Rows => _rows;

    /// <summary>Whether any of the files was asked for.</summary>
    public bool Asked => requestsPath is not null || timelinePath is not null || plotPath is not null;

    /// <summary>The run with the files listening. They are opened now, when nothing is left to be refused.</summary>
    public RunOptions Attach(ScenarioPlan plan)
    {
        RunOptions run = plan.Run;
        if (requestsPath is not null)
        {
            Stream stream = DiskFiles.CreateRows(requestsPath);
            RequestCsv requests = new(stream, [.. run.Tenants.Select(t => t.Name)]);
            _open.AddRange([requests, stream]);
            run = run with { OnRequest = outcome => requests.Write(outcome) };
        }

        TimelineCsv? timeline = null;
        if (timelinePath is not null)
        {
            Stream stream = DiskFiles.CreateRows(timelinePath);
            timeline = new(stream, plan.CostUsd);
            _open.AddRange([timeline, stream]);
        }

        if (timeline is not null || plotPath is not null)
        {
            run = run with { TimelineInterval = interval, OnTimeline = Take };
        }

        return run;

        void Take(TimelineRow row)
        {
            timeline?.Write(row);
            if (plotPath is not null)
            {
                _rows.Add(row);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open.ForEach(d => d.Dispose());
}
