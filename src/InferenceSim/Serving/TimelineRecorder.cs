using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>Cuts a run into intervals of equal length and reports each.</summary>
internal sealed class TimelineRecorder(SimDuration interval, Action<TimelineRow> report)
{
    private EngineTotals _before;
    private SimTime _start;
    private long _arrived;
    private long _completed;

    /// <summary>End of the interval at hand.</summary>
    public SimTime NextEdge => _start + interval;

    /// <summary>Begins at the first arrival.</summary>
    public void Begin(SimTime start) => _start = start;

    /// <summary>A request arrived.</summary>
    public void OnArrival() => _arrived++;

    /// <summary>A request got its last token.</summary>
    public void OnCompleted() => _completed++;

    /// <summary>Reports the interval at hand, which ends at <paramref name="end"/>, and begins the next.</summary>
    public void Cut(SimTime end, Deployment deployment)
    {
        EngineTotals totals = deployment.Totals;
        EngineTotals sums = totals.Since(_before);
        SimDuration length = end - _start;
        report(new TimelineRow(
            _start, length, _arrived, _completed, sums.OutputTokens, sums.ComputedTokens,
            length.Picoseconds == 0 ? 0 : sums.BusyPicoseconds / (double)((Int128)length.Picoseconds * deployment.Replicas),
            sums.Steps == 0 ? 0 : sums.ScheduledSequences / (double)sums.Steps,
            deployment.Running, deployment.Waiting,
            deployment.UsedBlocks / (double)deployment.TotalBlocks));
        _before = totals;
        _start = end;
        _arrived = 0;
        _completed = 0;
    }
}
