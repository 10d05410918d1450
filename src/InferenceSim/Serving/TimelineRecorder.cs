using InferenceSim.Simulation;

namespace InferenceSim.Serving;

/// <summary>Cuts a run into intervals of equal length and reports each.</summary>
internal sealed class TimelineRecorder(SimDuration interval, Action<TimelineRow> report)
{
    private EngineTotals _before;
    private Int128[] _paidBefore = [];
    private SimTime _start;
    private long _arrived;
    private long _completed;

    /// <summary>End of the interval at hand.</summary>
    public SimTime NextEdge => _start + interval;

    /// <summary>Begins at the first arrival.</summary>
    public void Begin(SimTime start, Deployment deployment)
    {
        _start = start;
        _paidBefore = Paid(deployment, start);
    }

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
        Int128[] paid = Paid(deployment, end);
        Int128[] replicaTime = [.. paid.Zip(_paidBefore, static (now, before) => now - before)];
        Int128 all = replicaTime.Aggregate((Int128)0, static (sum, time) => sum + time);
        long blocks = deployment.Pools.Sum(static p => p.Paid * (long)p.Replicas[0].State.Options.Blocks);
        report(new TimelineRow(
            _start, length, _arrived, _completed, sums.OutputTokens, sums.ComputedTokens,
            all == 0 ? 0 : (double)sums.BusyPicoseconds / (double)all,
            sums.Steps == 0 ? 0 : sums.ScheduledSequences / (double)sums.Steps,
            deployment.Replicas.Running, deployment.Waiting,
            blocks == 0 ? 0 : deployment.Replicas.UsedBlocks / (double)blocks,
            deployment.Pools.Sum(static p => p.Paid), replicaTime));
        _paidBefore = paid;
        _before = totals;
        _start = end;
        _arrived = 0;
        _completed = 0;
    }

    private static Int128[] Paid(Deployment deployment, SimTime time) => [.. deployment.Pools.Select(p => p.PaidUntil(time))];
}
