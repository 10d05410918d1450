using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving.Capacity;

/// <summary>
/// Which replicas of a deployment there are: they fail and come back, are started and let go. Changes happen at moments of their own, in
/// order of (time, order of planning).
/// </summary>
internal sealed class CapacityPlan
{
    private readonly Deployment _deployment;
    private readonly EngineMode _mode;
    private readonly int[] _first;
    private readonly int[] _poolOf;
    private readonly ReplicaState[] _state;
    private readonly int[] _life;
    private readonly FailureClock?[] _failures;
    private readonly Autoscaler?[] _scalers;
    private readonly PriorityQueue<FleetEvent, (SimTime Time, long Order)> _events = new();
    private long _order;

    /// <param name="deployment">Whose replicas.</param>
    /// <param name="options">Its groups.</param>
    /// <param name="mode">How new replicas get through time.</param>
    public CapacityPlan(Deployment deployment, DeploymentOptions options, EngineMode mode)
    {
        _deployment = deployment;
        _mode = mode;
        _first = new int[options.Groups.Count];
        for (int pool = 1; pool < _first.Length; pool++)
        {
            _first[pool] = _first[pool - 1] + options.Groups[pool - 1].Places;
        }

        _poolOf = [.. options.Groups.SelectMany((g, pool) => Enumerable.Repeat(pool, g.Places))];
        _state = new ReplicaState[_poolOf.Length];
        _life = new int[_poolOf.Length];
        _scalers = [.. options.Groups.Select(g => g.Scaling is null ? null : new Autoscaler(g.Scaling))];
        _failures = [.. options.Groups.Select((g, pool) => g.Failures is null ? null : new FailureClock(g.Failures, options.Seed, _first[pool], g.Places))];
        for (int replica = 0; replica < _state.Length; replica++)
        {
            bool there = replica - _first[_poolOf[replica]] < options.Groups[_poolOf[replica]].Replicas;
            _state[replica] = there ? ReplicaState.Ready : ReplicaState.Off;
            deployment.SetAvailable(replica, there);
        }
    }

    /// <summary>When something changes next.</summary>
    public SimTime NextChange => _events.TryPeek(out _, out (SimTime Time, long Order) key) ? key.Time : SimTime.Never;

    /// <summary>Begins at the first arrival.</summary>
    public void Begin(SimTime time)
    {
        for (int replica = 0; replica < _state.Length; replica++)
        {
            if (_state[replica] == ReplicaState.Ready)
            {
                PlanFailure(replica, time);
            }
        }

        for (int pool = 0; pool < _first.Length; pool++)
        {
            foreach (Outage outage in _failures[pool]?.Options.Outages ?? [])
            {
                Plan(FleetEventKind.Fail, _first[pool] + outage.Replica, time + outage.Start, outage.Length.Picoseconds);
            }

            if (_scalers[pool] is { } scaler)
            {
                scaler.Begin(time);
                Plan(FleetEventKind.Look, pool, time);
            }
        }
    }

    /// <summary>Makes the next change.</summary>
    public void Change()
    {
        SimTime time = NextChange;
        FleetEvent happening = _events.Dequeue();
        switch (happening.Kind)
        {
            case FleetEventKind.Fail when happening.Length >= 0 || happening.Life == _life[happening.Subject]:
                Fail(happening, time);
                break;
            case FleetEventKind.ComeUp when happening.Life == _life[happening.Subject]:
                ComeUp(happening.Subject, time);
                break;
            case FleetEventKind.Look:
                Look(happening.Subject, time);
                break;
        }
    }

    /// <summary>A replica has ended a request.</summary>
    public void OnEnded(int replica, SimTime time)
    {
        if (_state[replica] == ReplicaState.Draining && _deployment.Requests.At(replica) == 0)
        {
            SwitchOff(replica, time);
        }
    }

    /// <summary>A request waits in front: the first group for it that has no replica and could run it starts one at once.</summary>
    public void OnHeld(in Request request, SimTime time, GroupRole role)
    {
        for (int pool = 0; pool < _first.Length; pool++)
        {
            bool serves = (role == GroupRole.Decode) == (_deployment.Pools[pool].Group!.Role == GroupRole.Decode);
            if (serves && _scalers[pool] is not null && Count(pool, IsComing) == 0 && AdmissionLimit.WhyNever(request, _deployment.Pools[pool].Group!.Engine) is null)
            {
                Grow(pool, 1, time);
                return;
            }
        }
    }

    private static bool IsComing(ReplicaState state) => state is ReplicaState.Ready or ReplicaState.Starting or ReplicaState.Down;

    private int End(int pool) => pool + 1 < _first.Length ? _first[pool + 1] : _state.Length;

    private int Count(int pool, Func<ReplicaState, bool> which) => _state[_first[pool]..End(pool)].Count(which);

    private void Plan(FleetEventKind kind, int subject, SimTime time, long length = -1) =>
        _events.Enqueue(new FleetEvent(kind, subject, kind == FleetEventKind.Look ? 0 : _life[subject], length), (time, _order++));

    private void PlanFailure(int replica, SimTime time)
    {
        if (_failures[_poolOf[replica]]?.UntilFailure(replica) is { } wait)
        {
            Plan(FleetEventKind.Fail, replica, time + wait);
        }
    }

    private void Fail(FleetEvent failure, SimTime time)
    {
        int replica = failure.Subject;
        if (_state[replica] is ReplicaState.Off or ReplicaState.Down)
        {
            return;
        }

        FailureClock clock = _failures[_poolOf[replica]]!;
        bool comesBack = _state[replica] != ReplicaState.Draining;
        _state[replica] = ReplicaState.Down;
        _life[replica]++;
        _deployment.SetAvailable(replica, false);
        _deployment.Evacuation.Take(replica, time, clock.Options.Retries);
        Refresh(replica);
        if (!comesBack)
        {
            SwitchOff(replica, time);
            return;
        }

        if (!clock.Options.PaidWhileDown)
        {
            Pool(replica).EndPaying(Place(replica), time);
        }

        SimDuration down = failure.Length >= 0 ? new SimDuration(failure.Length) : clock.UntilRepair(replica);
        Plan(FleetEventKind.ComeUp, replica, time + down);
    }

    private void ComeUp(int replica, SimTime time)
    {
        _state[replica] = ReplicaState.Ready;
        Pool(replica).BeginPaying(Place(replica), time);
        PlanFailure(replica, time);
        _deployment.SetAvailable(replica, true);
        _deployment.SendHeld(time);
    }

    private void Look(int pool, SimTime time)
    {
        Autoscaler scaler = _scalers[pool]!;
        int present = Count(pool, IsComing);
        int wanted = scaler.Wanted(time, present, FleetView.Of(_deployment, time, pool));
        if (wanted > present)
        {
            Grow(pool, wanted - present, time);
        }
        else
        {
            Shrink(pool, present - wanted, time);
        }

        Plan(FleetEventKind.Look, pool, time + scaler.Options.Interval);
    }

    /// <summary>Starts replicas: those that are about to go are kept first, then empty places are filled, the first first.</summary>
    private void Grow(int pool, int count, SimTime time)
    {
        for (int replica = _first[pool]; replica < End(pool) && count > 0; replica++)
        {
            if (_state[replica] == ReplicaState.Draining)
            {
                _state[replica] = ReplicaState.Ready;
                _deployment.SetAvailable(replica, true);
                count--;
            }
        }

        for (int replica = _first[pool]; replica < End(pool) && count > 0; replica++)
        {
            if (_state[replica] == ReplicaState.Off)
            {
                _state[replica] = ReplicaState.Starting;
                _life[replica]++;
                Pool(replica).BeginPaying(Place(replica), time);
                Plan(FleetEventKind.ComeUp, replica, time + _scalers[pool]!.Options.StartUp);
                count--;
            }
        }
    }

    /// <summary>Lets replicas go: those that are not up yet first, then the last.</summary>
    private void Shrink(int pool, int count, SimTime time)
    {
        foreach (ReplicaState state in (ReplicaState[])[ReplicaState.Starting, ReplicaState.Down, ReplicaState.Ready])
        {
            for (int replica = End(pool) - 1; replica >= _first[pool] && count > 0; replica--)
            {
                if (_state[replica] != state)
                {
                    continue;
                }

                count--;
                _deployment.SetAvailable(replica, false);
                if (_deployment.Requests.At(replica) > 0)
                {
                    _state[replica] = ReplicaState.Draining;
                }
                else
                {
                    SwitchOff(replica, time);
                }
            }
        }
    }

    private void SwitchOff(int replica, SimTime time)
    {
        if (_state[replica] is ReplicaState.Ready or ReplicaState.Draining)
        {
            Refresh(replica);
        }

        _state[replica] = ReplicaState.Off;
        _life[replica]++;
        Pool(replica).EndPaying(Place(replica), time);
    }

    /// <summary>What comes up in this place next is new: its cache is empty.</summary>
    private void Refresh(int replica)
    {
        ReplicaGroup group = Pool(replica).Group!;
        _deployment.Replace(replica, new Replica(group.Engine, group.Predictor, _mode, Pool(replica).Itl, Pool(replica).Remote));
    }

    private ReplicaPool Pool(int replica) => _deployment.Pools[_poolOf[replica]];

    private int Place(int replica) => replica - _first[_poolOf[replica]];
}
