using InferenceSim.KvCache.Tiers;
using InferenceSim.Metrics;
using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// One engine on its accelerators: schedules a batch, prices its shape, applies its output, and does so until somebody outside could
/// notice. Between two arrivals it depends on nobody; it is advanced lazily. An arrival at or before a step's scheduling moment is
/// seen by that step.
/// </summary>
internal sealed class Replica : IDisposable
{
    private const int FinishedAtOnce = 256;
    private readonly IStepTimePredictor _predictor;
    private readonly IBatchingPolicy _policy;
    private readonly StallGuard _stall = new();
    private readonly BatchesUnderWay _underWay;
    private readonly StagePipeline _stages;
    private readonly ClientPatience _patience;
    private readonly NextLeap _leap;
    private bool _sleeps; // nobody can be scheduled before KV has been fetched from here, or has come from a tier

    /// <param name="options">The engine's configuration.</param>
    /// <param name="predictor">Prices its steps.</param>
    /// <param name="mode">Leaping or step by step.</param>
    /// <param name="itl">Where the gaps between tokens are counted, if replicas share that.</param>
    /// <param name="remote">What the remote tier of the KV cache holds, if replicas share that.</param>
    public Replica(EngineOptions options, IStepTimePredictor predictor, EngineMode mode, LatencyRecorder? itl = null, SharedStore? remote = null)
    {
        _predictor = predictor;
        State = new EngineState(options, leaps: mode == EngineMode.Leap, predictor.Window, itl, Tiers(options, predictor, remote));
        Account = new ReplicaAccount(State, predictor);
        _policy = IBatchingPolicy.Of(State);
        _stages = new StagePipeline(options.PipelineStages);
        _underWay = new BatchesUnderWay(State);
        _patience = new ClientPatience(State, _underWay, Account);
        _leap = new NextLeap(State, new LeapPlanner(State, _policy, predictor, _stages, _underWay));
    }

    private static KvTierSet? Tiers(EngineOptions options, IStepTimePredictor predictor, SharedStore? remote) => options.KvTiers.Count == 0
        ? null
        : new KvTierSet(
            [.. options.KvTiers.Select(t => new KvTier(t, t.Kind == KvTierKind.Remote ? remote?.NewView() : null))],
            options.KvFetch, new PrefillTime(predictor, options.TokenBudget), options.BlockSize, remote);

    /// <summary>Its clock: the moment of the next scheduling decision.</summary>
    public SimTime Now { get; private set; }

    /// <summary>Sequences, queues and blocks.</summary>
    public EngineState State { get; }

    /// <summary>What it has done so far.</summary>
    public ReplicaAccount Account { get; }

    /// <summary>Whether a thousand steps brought nobody forward.</summary>
    public bool IsStalled => _stall.IsStalled;

    /// <summary>Sees what is decided; <c>null</c> outside tests.</summary>
    public IReplicaObserver? Observer { get; set; }

    /// <inheritdoc cref="EngineState.Dispose"/>
    public void Dispose() => State.Dispose();

    /// <summary>
    /// A moment before which no sequence ends that is not among the finished already: exact where the next steps can be leapt over. Advancing
    /// to it makes at least one decision.
    /// </summary>
    public SimTime NextObservable =>
        _sleeps ? NextWaking
        : !State.HasWork && _underWay.Count == 0 ? SimTime.Never
        : _leap.TryPlan(Now) ? NextOfPlan
        : !_underWay.EndSomebody && State.Loads is { Pull: null } && State.Loads.NextReady > Now ? Earlier(StartOfNext + new SimDuration(1), NextWaking)
        : Now + new SimDuration(1); // a step takes time

    /// <summary>The same where a leap is planned.</summary>
    private SimTime NextOfPlan => Earlier(StartOfNext + _leap.Plan.Duration, NextWaking);

    /// <summary>When it must look again though nothing has come from outside.</summary>
    private SimTime NextWaking => Earlier(State.Loads.NextReady, _patience.Next);

    /// <summary>When the batches under way have ended, or now if there are none.</summary>
    private SimTime StartOfNext => _stages.End > Now ? _stages.End : Now;

    /// <summary>Takes in an arrival that can run. Its time is not before the limits of earlier advances.</summary>
    public void Enqueue(in Request request) => Enqueue(request, request.Arrival);

    /// <summary>The same for one that comes at <paramref name="time"/>, having waited elsewhere since its arrival.</summary>
    public void Enqueue(in Request request, SimTime time)
    {
        Meet(request, time);
        _patience.Watch(State.Enqueue(request), request);
        _patience.LetGo(Now);
    }

    /// <summary>The same for one whose KV is kept at its end until <see cref="Release"/>.</summary>
    public void EnqueueForHandover(in Request request, SimTime time)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.Enqueue(request), request);
        _patience.LetGo(Now);
    }

    /// <inheritdoc cref="HandedOverSequences.EnqueuePrefilled"/>
    public void EnqueuePrefilled(in Request request, SimTime time, SimTime firstToken, int brought, int behind)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.EnqueuePrefilled(request, firstToken, brought, behind), request);
        _patience.LetGo(Now);
    }

    /// <inheritdoc cref="HandedOverSequences.EnqueuePulling"/>
    public void EnqueuePulling(in Request request, SimTime time, SimTime firstToken)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.EnqueuePulling(request, firstToken), request);
        _patience.LetGo(Now);
    }

    /// <summary>The KV that was pulled for a request is there at <paramref name="time"/>, to which this replica has been advanced.</summary>
    public void Deliver(int request, SimTime time)
    {
        State.Loads.Deliver(request, time);
        Awaken(time);
    }

    /// <summary>Takes a request away at <paramref name="time"/> that waits here; what it was given is discarded.</summary>
    /// <returns>Whether it waited here.</returns>
    public bool Withdraw(in Request request, SimTime time)
    {
        int outputs = State.Handovers.Withdraw(request.Index);
        if (outputs < 0)
        {
            return false;
        }

        Account.Abandon(request, outputs);
        Account.Leave(1);
        Awaken(time);
        return true;
    }

    /// <summary>The KV of a request that was handed over has been fetched at <paramref name="time"/>, to which this replica has been advanced.</summary>
    public void Release(int request, SimTime time)
    {
        State.Handovers.Release(request);
        Awaken(time);
    }

    private void Meet(in Request request, SimTime time)
    {
        Awaken(time);
        Now = State.HasWork || Now > time ? Now : time;
        Account.Enter(request, time);
    }

    /// <summary>Something came from outside that may let go on what could not.</summary>
    private void Awaken(SimTime time)
    {
        _leap.Forget();
        if (_sleeps && time > Now)
        {
            if (State.Loads.AreUnderWay)
            {
                Account.HoldWithoutBatch(time - Now, stalls: State.Loads.NextReady != SimTime.Never);
            }

            Now = time;
        }

        _sleeps = false;
    }

    /// <summary>
    /// Makes every scheduling decision whose moment lies before <paramref name="limit"/>. Returns early when sequences have finished, if
    /// <paramref name="stopAtFinish"/> asks for it or many have, and when nothing comes forward any more.
    /// </summary>
    public void AdvanceTo(SimTime limit, bool stopAtFinish) => Advance(limit, stopAtFinish ? 1 : FinishedAtOnce, onlyIfSeen: false);

    /// <summary>
    /// The same until sequences have finished, but for a leap whose end comes only after <paramref name="limit"/>: it is left to be made in one
    /// with what follows, as nothing of it can be noticed before.
    /// </summary>
    public void AdvanceToObservable(SimTime limit) => Advance(limit, 1, onlyIfSeen: true);

    private void Advance(SimTime limit, int enough, bool onlyIfSeen)
    {
        while ((State.HasWork || _underWay.Count > 0) && State.Outputs.Finished.Count < enough && !IsStalled)
        {
            if (_sleeps)
            {
                if (NextWaking == SimTime.Never || NextWaking > limit)
                {
                    return;
                }

                Awaken(NextWaking);
                Account.Accrue(Now);
                _patience.LetGo(Now);
            }
            else if (Now >= limit)
            {
                return;
            }
            else if (!_leap.TryPlan(Now))
            {
                Step();
            }
            else if (onlyIfSeen && State.Loads.Pull is null && NextOfPlan > limit)
            {
                return;
            }
            else
            {
                LeapTo(Earlier(limit, NextWaking));
            }
        }
    }

    /// <summary>Schedules a batch, and, once as many are under way as the engine allows, waits for the oldest.</summary>
    private void Step()
    {
        _leap.Forget();
        if (State.HasWork && !State.AllEndUnderWay)
        {
            bool scheduled = TrySchedule();
            if (_sleeps || (scheduled && _underWay.Count < _underWay.Depth))
            {
                return;
            }
        }

        Complete(_underWay.Take());
    }

    /// <summary>Schedules a batch, unless nobody runs and those who wait need blocks that are still to be fetched from here, or to come from a tier.</summary>
    private bool TrySchedule()
    {
        ScheduledBatch batch = _underWay.Begin();
        _policy.Schedule(Now);
        bool waits = State.Handovers.HoldBlocks || (State.Loads.AreUnderWay && batch.Preempted.Count == 0);
        if (waits && batch.Sequences == 0 && (State.Running.Count == 0 || (batch.Preempted.Count == 0 && _underWay.Count == 0)))
        {
            _underWay.GiveBack(batch);
            _sleeps = _underWay.Count == 0;
            return false;
        }

        StepCost cost = batch.Sequences == 0 ? default : _predictor.Price(batch.Shape);
        long swap = State.Swap.Picoseconds(batch.SwappedBlocks), duration = cost.Picoseconds + swap;
        Observer?.OnScheduled(this, duration);
        SimTime before = StartOfNext;
        Execute(batch, duration);
        _underWay.Add(batch);
        if (duration > 0)
        {
            Account.Step(batch, cost, swap, _stages.TimeAtEach(duration), batch.End - before);
        }

        long outputsBefore = State.Outputs.OutputTokens;
        State.Outputs.Commit();
        _stall.OnStep(State, State.Outputs.OutputTokens > outputsBefore);
        return true;
    }

    /// <summary>Puts a batch behind those under way: it begins when what it fetches is there.</summary>
    private void Execute(ScheduledBatch batch, long picoseconds)
    {
        if (batch.Ready > StartOfNext)
        {
            Account.Stall(batch.Ready - StartOfNext);
        }

        batch.End = _stages.Pass(batch.Ready > Now ? batch.Ready : Now, picoseconds);
    }

    /// <summary>The output of a batch is there: those it finishes leave, and the clock stands at its end.</summary>
    private void Complete(ScheduledBatch batch)
    {
        int finishedBefore = State.Outputs.Finished.Count;
        State.Outputs.Apply(batch);
        Now = batch.End > Now ? batch.End : Now;
        Account.Accrue(Now);
        Account.Leave(State.Outputs.Finished.Count - finishedBefore);
        _underWay.GiveBack(batch);
        Observer?.OnCompleted(this, batch);
        _patience.LetGo(Now);
    }

    private static SimTime Earlier(SimTime one, SimTime other) => one < other ? one : other;

    /// <summary>Makes the steps of the leap planned that are scheduled before <paramref name="limit"/>.</summary>
    private void LeapTo(SimTime limit)
    {
        ref readonly LeapPlan plan = ref _leap.Take(limit, Now, out long steps);
        SteadyRun run = plan.Run;
        Observer?.OnLeap(this, steps, run.First, run.Increment);
        SimTime start = StartOfNext;
        long duration = run.Duration(steps);
        BlocksOfSteps blocks = State.Cohort.BlocksOf(steps);
        Account.Leap(run, plan.Segment, steps, duration, blocks.Taken);
        ScheduledBatch last = _underWay.Begin(steps);
        Execute(last, duration);
        State.Outputs.CommitLeap(blocks, start, run.First, run.Increment);
        _stall.OnProgress();
        if (_underWay.Depth == 1)
        {
            Complete(last);
            return;
        }

        _underWay.Add(last);

        // When the last is scheduled, the one before the leap and all but the last of it have ended, and nobody left with them.
        _underWay.GiveBack(_underWay.Take());
        State.SkipTo(last.Number - 1);
        Now = start + new SimDuration(run.Duration(steps - 1));
        Account.Accrue(Now);
        _patience.LetGo(Now);
    }
}
