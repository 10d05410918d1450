using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// Plays a workload through one replica. The loop knows only arrivals and the edges of measured windows; what the engine does in
/// between is the replica's own affair.
/// </summary>
public sealed class SimulationRun : IDisposable
{
    // A little below the range of the clock, so that the last step cannot run over it.
    private static readonly SimTime s_endOfTime = new(long.MaxValue - (SimDuration.PicosecondsPerSecond * 86_400));

    private readonly EngineOptions _options;
    private readonly RunOptions _run;
    private readonly ArrivalFeed _feed;
    private readonly RunMeasurement _measurement;
    private readonly TimelineRecorder? _timeline;
    private SimTime _windowStart = SimTime.Never;
    private SimTime _windowEnd = SimTime.Never;
    private SimTime _timeLimit = s_endOfTime;
    private SimulationReport? _report;

    private SimulationRun(IRequestSource source, Replica replica, RunOptions run)
    {
        Replica = replica;
        _options = replica.State.Options;
        _run = run;
        _feed = new ArrivalFeed(source, run.FrontEnd);
        _measurement = new RunMeasurement(run);
        _timeline = run is { TimelineInterval: { } interval, OnTimeline: { } report } ? new TimelineRecorder(interval, report) : null;
    }

    private Replica Replica { get; }

    /// <summary>Plays <paramref name="workload"/> from its beginning to its end and measures.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static SimulationReport Execute(IWorkload workload, EngineOptions options, IStepTimePredictor predictor, RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        using Replica replica = new(options, predictor, run.Mode);
        return Execute(workload.Start(), replica, run);
    }

    /// <summary>The same for a source and a replica at hand.</summary>
    internal static SimulationReport Execute(IRequestSource source, Replica replica, RunOptions run)
    {
        using SimulationRun played = new(source, replica, run);
        return played.Play();
    }

    /// <inheritdoc/>
    public void Dispose() => _measurement.Dispose();

    private SimulationReport Play()
    {
        Begin();
        StopReason stop = StopReason.Finished;
        while (_report is null && (_feed.NextArrival != SimTime.Never || Replica.State.HasWork))
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            SimTime arrival = _feed.NextArrival;
            SimTime limit = Earliest(arrival, _windowStart, _windowEnd, _timeline?.NextEdge ?? SimTime.Never, _timeLimit);
            Replica.AdvanceTo(limit, _feed.HasFollowUps);
            if (TakeFinished())
            {
                continue; // what finished may have released an arrival before the limit
            }

            if (Replica.IsStalled)
            {
                stop = StopReason.NoProgress;
                break;
            }

            if (limit == _timeLimit)
            {
                stop = StopReason.SimulatedTimeLimit;
                break;
            }

            PassEdges(limit);
            if (limit == arrival)
            {
                Arrive(_feed.Take());
            }
        }

        return Finish(stop);
    }

    private void Begin()
    {
        SimTime first = _feed.NextArrival;
        if (first == SimTime.Never)
        {
            return;
        }

        _measurement.Begin(first, Replica);
        _timeline?.Begin(first);
        _windowStart = _run.Warmup > SimDuration.Zero ? first + _run.Warmup : SimTime.Never;
        _windowEnd = _run.Window is { } window ? first + _run.Warmup + window : SimTime.Never;
        _timeLimit = _run.MaxSimulatedTime is { } most ? first + most : s_endOfTime;
    }

    private bool TakeFinished()
    {
        List<FinishedSequence> finished = Replica.State.Outputs.Finished;
        foreach (FinishedSequence sequence in finished)
        {
            _timeline?.OnCompleted();
            End(new RequestOutcome(_feed.FromClient(sequence.Request), sequence, null), sequence.Finish);
        }

        bool any = finished.Count > 0;
        finished.Clear();
        return any;
    }

    private void Arrive(Request request)
    {
        _timeline?.OnArrival();
        if (AdmissionLimit.WhyNever(request, _options) is { } reason)
        {
            _measurement.OnArrival(Replica.State.Waiting.Count);
            End(new RequestOutcome(_feed.FromClient(request), null, reason), request.Arrival);
            return;
        }

        Replica.Enqueue(request);
        _measurement.OnArrival(Replica.State.Waiting.Count);
    }

    private void End(in RequestOutcome outcome, SimTime time)
    {
        _measurement.OnOutcome(outcome);
        _run.OnRequest?.Invoke(outcome);
        if (_feed.HasFollowUps)
        {
            _feed.OnFinished(outcome.Request, time);
        }
    }

    private void PassEdges(SimTime limit)
    {
        if (_timeline is not null && limit == _timeline.NextEdge)
        {
            _timeline.Cut(limit, Replica);
        }

        if (limit == _windowStart)
        {
            _measurement.Begin(limit, Replica);
            _windowStart = SimTime.Never;
        }

        if (limit == _windowEnd)
        {
            _report = _measurement.Report(Replica, limit, StopReason.Finished, null);
        }
    }

    private SimulationReport Finish(StopReason stop)
    {
        SimTime end = stop == StopReason.Finished ? _measurement.LastFinish : Replica.Now;
        if (_timeline is not null && end > _timeline.NextEdge - _run.TimelineInterval!.Value)
        {
            _timeline.Cut(end, Replica);
        }

        return _report ?? _measurement.Report(Replica, end, stop, Detail(stop));
    }

    private string? Detail(StopReason stop) => stop switch
    {
        StopReason.SimulatedTimeLimit => FormattableString.Invariant(
            $"stopped after {(_run.MaxSimulatedTime ?? new SimDuration(s_endOfTime.Picoseconds)).Seconds:0.###} simulated seconds with {Replica.State.Running.Count} requests running and {Replica.State.Waiting.Count} waiting"),
        StopReason.NoProgress => FormattableString.Invariant(
            $"1,000 steps without progress at {Replica.Now.Seconds:0.###} s: {Replica.State.Running.Count} sequences running, {Replica.State.Waiting.Count} waiting, {Replica.State.Cache.Pool.Free} of {_options.Blocks} KV blocks free, {Replica.State.Preemptions} preemptions so far"),
        _ => null,
    };

    private static SimTime Earliest(params ReadOnlySpan<SimTime> times)
    {
        SimTime earliest = times[0];
        foreach (SimTime time in times)
        {
            earliest = time < earliest ? time : earliest;
        }

        return earliest;
    }
}
