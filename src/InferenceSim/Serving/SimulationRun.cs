using System.Runtime.InteropServices;
using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// Plays a workload through a deployment. The loop knows only arrivals and the edges of measured windows; what happens in between is
/// the affair of the deployment and its replicas.
/// </summary>
public sealed class SimulationRun : IDisposable
{
    // A little below the range of the clock, so that the last step cannot run over it.
    private static readonly SimTime s_endOfTime = new(long.MaxValue - (SimDuration.PicosecondsPerSecond * 86_400));

    private readonly RunOptions _run;
    private readonly ArrivalFeed _feed;
    private readonly Deployment _deployment;
    private readonly RunMeasurement _measurement;
    private readonly RunMeasurement[] _groups;
    private readonly TimelineRecorder? _timeline;
    private SimTime _windowStart = SimTime.Never;
    private SimTime _windowEnd = SimTime.Never;
    private SimTime _timeLimit = s_endOfTime;
    private SimulationReport? _report;

    private SimulationRun(IRequestSource source, Deployment deployment, RunOptions run)
    {
        _deployment = deployment;
        _run = run;
        _feed = new ArrivalFeed(source, run.FrontEnd);
        _measurement = new RunMeasurement(run, deployment.Pools);
        _groups = deployment.Pools.Count == 1 ? [] : [.. deployment.Pools.Select(p => new RunMeasurement(run, [p]))];
        _timeline = run is { TimelineInterval: { } interval, OnTimeline: { } report } ? new TimelineRecorder(interval, report) : null;
    }

    /// <summary>Plays <paramref name="workload"/> through one engine, from its beginning to its end, and measures.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static SimulationReport Execute(IWorkload workload, EngineOptions options, IStepTimePredictor predictor, RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Execute(workload, new DeploymentOptions { Groups = [new ReplicaGroup { Engine = options, Predictor = predictor }] }, run);
    }

    /// <summary>Plays <paramref name="workload"/> through a deployment, from its beginning to its end, and measures.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static SimulationReport Execute(IWorkload workload, DeploymentOptions options, RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        using Deployment deployment = new(options, run.Mode);
        return Execute(workload.Start(), deployment, run);
    }

    /// <summary>The same for a source and a deployment at hand.</summary>
    internal static SimulationReport Execute(IRequestSource source, Deployment deployment, RunOptions run)
    {
        using SimulationRun played = new(source, deployment, run);
        return played.Play();
    }

    /// <summary>The same for a source and a replica at hand.</summary>
    internal static SimulationReport Execute(IRequestSource source, Replica replica, RunOptions run) =>
        Execute(source, new Deployment(replica), run);

    /// <summary>Closes the source of requests and gives the memory of what was measured back.</summary>
    public void Dispose()
    {
        _feed.Dispose();
        _measurement.Dispose();
        foreach (RunMeasurement group in _groups)
        {
            group.Dispose();
        }
    }

    private SimulationReport Play()
    {
        Begin();
        StopReason stop = StopReason.Finished;
        while (_report is null && (_feed.NextArrival != SimTime.Never || _deployment.HasWork))
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            SimTime arrival = _feed.NextArrival;
            SimTime limit = Earliest(arrival, _windowStart, _windowEnd, _timeline?.NextEdge ?? SimTime.Never, _timeLimit);
            _deployment.AdvanceTo(limit, _feed.HasFollowUps);
            if (TakeDeparted())
            {
                continue; // what finished may have released an arrival before the limit
            }

            if (_deployment.Replicas.Stalled is not null)
            {
                stop = StopReason.NoProgress;
                break;
            }

            if (limit == _timeLimit)
            {
                _deployment.CatchUp(limit);
                stop = StopReason.SimulatedTimeLimit;
                break;
            }

            PassEdges(limit);
            if (limit == arrival)
            {
                _feed.Take(out Request request);
                Arrive(request);
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

        _deployment.Begin(first);
        BeginMeasuring(first);
        _timeline?.Begin(first, _deployment);
        _windowStart = _run.Warmup > SimDuration.Zero ? first + _run.Warmup : SimTime.Never;
        _windowEnd = _run.Window is { } window ? first + _run.Warmup + window : SimTime.Never;
        _timeLimit = _run.MaxSimulatedTime is { } most ? first + most : s_endOfTime;
    }

    private void BeginMeasuring(SimTime time)
    {
        _measurement.Begin(time);
        foreach (RunMeasurement group in _groups)
        {
            group.Begin(time);
        }
    }

    private bool TakeDeparted()
    {
        if (_deployment.Requests.Departed.Count == 0)
        {
            return false;
        }

        PassDeparted();
        return true;
    }

    // By itself, since a method that has so much to copy clears as much of the stack each time it is called.
    private void PassDeparted()
    {
        foreach (ref readonly Departure departure in CollectionsMarshal.AsSpan(_deployment.Requests.Departed))
        {
            if (departure.GoesOn)
            {
                PassHandover(departure);
                continue;
            }

            bool lost = departure.Loss is not null;
            RequestOutcome outcome = new(_feed.ToClient(departure.Sequence.Request), lost ? null : departure.Sequence, departure.Loss) { IsLost = lost };
            if (!outcome.IsLost && !outcome.IsCancelled)
            {
                _timeline?.OnCompleted();
            }

            _deployment.Requests.OnJudged(End(outcome, departure.Sequence.Finish, departure.Pool));
        }

        _deployment.Requests.Departed.Clear();
    }

    private void PassHandover(in Departure departure) =>
        _groups[departure.Pool].OnHandover(_feed.Seen(departure.Sequence.Request), departure.Sequence);

    private void Arrive(in Request request)
    {
        _timeline?.OnArrival();
        _measurement.OnArrival();
        if (_deployment.Arrive(request) is { } reason)
        {
            Reject(request, reason);
        }

        if (_deployment.IsLone || _feed.NextArrival == SimTime.Never)
        {
            // Of a fleet only the last arrival is asked about: all replicas have to be looked at for it.
            _deployment.CatchUp(request.Arrival);
            _measurement.WaitingAtLastArrival = _deployment.Waiting;
        }
    }

    // By itself for the same reason as above.
    private void Reject(in Request request, string reason) => _ = End(new RequestOutcome(_feed.ToClient(request), null, reason), request.Arrival);

    private bool End(in RequestOutcome outcome, SimTime time, int pool = -1)
    {
        bool withinSlo = _measurement.OnOutcome(outcome);
        if (pool >= 0 && _groups.Length > 0)
        {
            _ = _groups[pool].OnOutcome(outcome);
        }

        _run.OnRequest?.Invoke(outcome);
        if (_feed.HasFollowUps)
        {
            _feed.OnFinished(outcome.Request, time);
        }

        return withinSlo;
    }

    private void PassEdges(SimTime limit)
    {
        bool cuts = _timeline is not null && limit == _timeline.NextEdge;
        if (cuts || limit == _windowStart || limit == _windowEnd)
        {
            _deployment.CatchUp(limit);
        }

        if (cuts)
        {
            _timeline!.Cut(limit, _deployment);
        }

        if (limit == _windowStart)
        {
            BeginMeasuring(limit);
            _windowStart = SimTime.Never;
        }

        if (limit == _windowEnd)
        {
            _report = Report(limit, StopReason.Finished);
        }
    }

    private SimulationReport Finish(StopReason stop)
    {
        SimTime end = stop == StopReason.Finished ? _measurement.LastFinish : _deployment.Replicas.Now;
        if (_timeline is not null && end > _timeline.NextEdge - _run.TimelineInterval!.Value)
        {
            _timeline.Cut(end, _deployment);
        }

        return _report ?? Report(end, stop);
    }

    private SimulationReport Report(SimTime end, StopReason stop) => _measurement.Report(end, stop, Detail(stop)) with
    {
        Retried = _deployment.Evacuation.Retried,
        Groups = _groups.Length == 0
            ? []
            : [.. _groups.Zip(_deployment.Pools, (group, pool) => new GroupReport(pool.Name, group.Report(end, stop, null)))],
    };

    private string? Detail(StopReason stop) => stop switch
    {
        StopReason.SimulatedTimeLimit => FormattableString.Invariant(
            $"stopped after {(_run.MaxSimulatedTime ?? new SimDuration(s_endOfTime.Picoseconds)).Seconds:0.###} simulated seconds with {_deployment.Replicas.Running} requests running and {_deployment.Waiting} waiting"),
        StopReason.NoProgress => NoProgress(_deployment.Replicas.Stalled!),
        _ => null,
    };

    private static string NoProgress(Replica replica) => FormattableString.Invariant(
        $"1,000 steps without progress at {replica.Now.Seconds:0.###} s: {replica.State.Running.Count} sequences running, {replica.State.WaitingCount} waiting, {replica.State.Cache.Pool.Free} of {replica.State.Options.Blocks} KV blocks free, {replica.State.Leaving.Preemptions} preemptions so far");

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
