using System.Diagnostics;
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
    private readonly LeapPlanner _leaps;
    private readonly StallGuard _stall = new();
    private readonly Queue<ScheduledBatch> _underWay = new();
    private readonly Stack<ScheduledBatch> _spare = new();
    private readonly int _depth;
    private readonly StagePipeline _stages;
    private readonly ClientPatience _patience;
    private readonly ReplicaAccount _account;
    private LeapPlan _plan;
    private bool _isPlanned; // the plan still holds
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
        _account = new ReplicaAccount(State, predictor);
        _stages = new StagePipeline(options.PipelineStages);
        _patience = new ClientPatience(State.Sequences);
        _depth = State.IsAsync ? 2 : options.PipelineStages;
        _policy = IBatchingPolicy.Of(State);
        _leaps = new LeapPlanner(State, _policy, predictor, _stages, _depth);
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
    public ReplicaAccount Account => _account;

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
        : TryPlan() ? NextOfPlan
        : EndsNobodyUnderWay && State.Loads is { Pull: null } && State.Loads.NextReady > Now ? Earlier(StartOfNext + new SimDuration(1), NextWaking)
        : Now + new SimDuration(1); // a step takes time

    /// <summary>Whether nobody ends with the batches under way.</summary>
    private bool EndsNobodyUnderWay
    {
        get
        {
            foreach (ScheduledBatch batch in _underWay)
            {
                if (batch.Finishing.Count > 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The same where a leap is planned.</summary>
    private SimTime NextOfPlan => Earlier(StartOfNext + new SimDuration(_plan.Run.Duration(_plan.Steps)), NextWaking);

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
        CancelGivenUp();
    }

    /// <summary>The same for one whose KV is kept at its end until <see cref="Release"/>.</summary>
    public void EnqueueForHandover(in Request request, SimTime time)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.Enqueue(request), request);
        CancelGivenUp();
    }

    /// <inheritdoc cref="HandedOverSequences.EnqueuePrefilled"/>
    public void EnqueuePrefilled(in Request request, SimTime time, SimTime firstToken, int brought, int behind)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.EnqueuePrefilled(request, firstToken, brought, behind), request);
        CancelGivenUp();
    }

    /// <inheritdoc cref="HandedOverSequences.EnqueuePulling"/>
    public void EnqueuePulling(in Request request, SimTime time, SimTime firstToken)
    {
        Meet(request, time);
        _patience.Watch(State.Handovers.EnqueuePulling(request, firstToken), request);
        CancelGivenUp();
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

        _account.Abandon(request, outputs);
        _account.Leave(1);
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
        _account.Enter(request, time);
    }

    /// <summary>Something came from outside that may let go on what could not.</summary>
    private void Awaken(SimTime time)
    {
        _isPlanned = false;
        if (_sleeps && time > Now)
        {
            if (State.Loads.AreUnderWay)
            {
                _account.HoldWithoutBatch(time - Now, stalls: State.Loads.NextReady != SimTime.Never);
            }

            Now = time;
        }

        _sleeps = false;
    }

    /// <summary>
    /// Takes everybody away who has not ended at <paramref name="time"/>, for good: the replica is not used any more. What they were given
    /// so far is counted as discarded, and the time they spent here is left to whoever serves them next.
    /// </summary>
    public void Evacuate(SimTime time, List<Request> requests)
    {
        State.DissolveCohort();
        List<int> slots = [];
        State.Waiting.CopyTo(slots);
        State.Loads.CopyTo(slots);
        for (int slot = State.Running.First; slot >= 0; slot = State.Sequences[slot].NextRunning)
        {
            // A static batch keeps those that have ended.
            if (!State.KeepsFinished || State.Sequences[slot].Known < State.Sequences[slot].Target)
            {
                slots.Add(slot);
            }
        }

        foreach (int slot in slots)
        {
            ref readonly Sequence sequence = ref State.Sequences[slot];
            requests.Add(sequence.Request);
            _account.Abandon(sequence.Request, sequence.Outputs);
        }

        foreach (FinishedSequence finished in State.Outputs.Finished)
        {
            Debug.Assert(finished.Finish > time, "what has ended is passed on before the replica goes");
            requests.Add(finished.Request);
            _account.Abandon(finished);
        }

        requests.Sort(static (a, b) => a.Index.CompareTo(b.Index));
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
                _account.Accrue(Now);
                CancelGivenUp();
            }
            else if (Now >= limit)
            {
                return;
            }
            else if (!TryPlan())
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
        _isPlanned = false;
        if (State.HasWork && !State.AllEndUnderWay)
        {
            bool scheduled = TrySchedule();
            if (_sleeps || (scheduled && _underWay.Count < _depth))
            {
                return;
            }
        }

        Complete(_underWay.Dequeue());
    }

    /// <summary>Schedules a batch, unless nobody runs and those who wait need blocks that are still to be fetched from here, or to come from a tier.</summary>
    private bool TrySchedule()
    {
        State.Begin(_spare.TryPop(out ScheduledBatch? batch) ? batch : State.NewBatch());
        batch = State.Batch;
        _policy.Schedule(Now);
        bool waits = State.Handovers.HoldBlocks || (State.Loads.AreUnderWay && batch.Preempted.Count == 0);
        if (waits && batch.Sequences == 0 && (State.Running.Count == 0 || (batch.Preempted.Count == 0 && _underWay.Count == 0)))
        {
            _spare.Push(batch);
            _sleeps = _underWay.Count == 0;
            return false;
        }

        StepCost cost = batch.Sequences == 0 ? default : _predictor.Price(batch.Shape);
        long swap = State.Swap.Picoseconds(batch.SwappedBlocks), duration = cost.Picoseconds + swap;
        Observer?.OnScheduled(this, duration);
        SimTime before = StartOfNext;
        Execute(batch, duration);
        _underWay.Enqueue(batch);
        if (duration > 0)
        {
            _account.Step(batch, cost, swap, _stages.TimeAtEach(duration), batch.End - before);
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
            _account.Stall(batch.Ready - StartOfNext);
        }

        batch.End = _stages.Pass(batch.Ready > Now ? batch.Ready : Now, picoseconds);
    }

    /// <summary>The output of a batch is there: those it finishes leave, and the clock stands at its end.</summary>
    private void Complete(ScheduledBatch batch)
    {
        int finishedBefore = State.Outputs.Finished.Count;
        State.Outputs.Apply(batch);
        Now = batch.End > Now ? batch.End : Now;
        _account.Accrue(Now);
        _account.Leave(State.Outputs.Finished.Count - finishedBefore);
        _spare.Push(batch);
        Observer?.OnCompleted(this, batch);
        CancelGivenUp();
    }

    /// <summary>Lets those go whose clients have given up by now: at once, or with a batch under way that they are in.</summary>
    private void CancelGivenUp()
    {
        while (_patience.TryTake(Now, out int slot))
        {
            int finishedBefore = State.Outputs.Finished.Count;
            bool endsNow = State.Leaving.Cancel(slot);
            if (State.Sequences[slot].IsCancelled)
            {
                State.Outputs.End(slot, endsNow ? null : UnderWay(State.Sequences[slot].LastBatch), Now);
            }

            _account.Leave(State.Outputs.Finished.Count - finishedBefore);
        }
    }

    private ScheduledBatch UnderWay(long number)
    {
        foreach (ScheduledBatch batch in _underWay)
        {
            if (batch.Number == number)
            {
                return batch;
            }
        }

        throw new InvalidOperationException($"batch {number} is not under way");
    }

    private static SimTime Earlier(SimTime one, SimTime other) => one < other ? one : other;

    /// <summary>Makes the steps of the plan that are scheduled before <paramref name="limit"/>.</summary>
    private void LeapTo(SimTime limit)
    {
        _isPlanned = false;
        Leap(_plan.Run, _plan.Segment, _leaps.StepsScheduledBefore(limit, Now, _plan));
    }

    /// <summary>
    /// Plans the longest leap from here, if there is one. A plan by which it was told when this replica must be looked at again is not made
    /// twice, unless somebody waits: what he would find cached may change with what other replicas do.
    /// </summary>
    private bool TryPlan()
    {
        if (State.Loads.NextReady <= Now)
        {
            return false;
        }

        if (!_isPlanned)
        {
            _isPlanned = _leaps.TryPlan(_underWay, out _plan) && State.WaitingCount == 0;
            return _plan.Steps > 0;
        }

        return true;
    }

    private void Leap(SteadyRun run, in DecodeSegment segment, long steps)
    {
        DecodeCohort cohort = State.Cohort;
        Observer?.OnLeap(this, steps, run.First, run.Increment);
        SimTime start = StartOfNext;
        long duration = run.Duration(steps);
        BlocksOfSteps blocks = cohort.BlocksOf(steps);
        _account.Leap(run, segment, steps, duration, blocks.Taken);
        ScheduledBatch last = _spare.TryPop(out ScheduledBatch? spare) ? spare : State.NewBatch();
        State.Begin(last, steps);
        Execute(last, duration);
        State.Outputs.CommitLeap(blocks, start, run.First, run.Increment);
        _stall.OnProgress();
        if (_depth == 1)
        {
            Complete(last);
            return;
        }

        _underWay.Enqueue(last);

        // When the last is scheduled, the one before the leap and all but the last of it have ended, and nobody left with them.
        _spare.Push(_underWay.Dequeue());
        State.SkipTo(last.Number - 1);
        Now = start + new SimDuration(run.Duration(steps - 1));
        _account.Accrue(Now);
        CancelGivenUp();
    }
}
