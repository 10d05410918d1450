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
internal sealed class Replica
{
    private const int FinishedAtOnce = 4096;
    private const long LongestLeap = 1 << 20;
    private readonly IStepTimePredictor _predictor;
    private readonly IBatchingPolicy _policy;
    private readonly StallGuard _stall = new();
    private EngineTotals _totals;
    private SimTime _accruedTo;
    private int _inSystem;

    /// <param name="options">The engine's configuration.</param>
    /// <param name="predictor">Prices its steps.</param>
    /// <param name="mode">Leaping or step by step.</param>
    public Replica(EngineOptions options, IStepTimePredictor predictor, EngineMode mode)
    {
        _predictor = predictor;
        State = new EngineState(options, leaps: mode == EngineMode.Leap, predictor.Window);
        _policy = options.Policy switch
        {
            BatchingPolicy.PrefillFirst => new PrefillFirstBatching(State),
            BatchingPolicy.Static => new StaticBatching(State),
            _ => new ContinuousBatching(State),
        };
    }

    /// <summary>Its clock: the moment of the next scheduling decision.</summary>
    public SimTime Now { get; private set; }

    /// <summary>Sequences, queues and blocks.</summary>
    public EngineState State { get; }

    /// <summary>Most blocks in use at once since somebody last reset it.</summary>
    public int PeakBlocks { get; set; }

    /// <summary>Whether a thousand steps brought nobody forward.</summary>
    public bool IsStalled => _stall.IsStalled;

    /// <summary>Sees what is decided; <c>null</c> outside tests.</summary>
    public IReplicaObserver? Observer { get; set; }

    /// <summary>Sums over the steps so far.</summary>
    public EngineTotals Totals => _totals with { OutputTokens = State.OutputTokens, Preemptions = State.Preemptions };

    /// <summary>Takes in an arrival that can run. Its time is not before the limits of earlier advances.</summary>
    public void Enqueue(in Request request)
    {
        Now = State.HasWork || Now > request.Arrival ? Now : request.Arrival;
        Accrue(request.Arrival);
        _inSystem++;
        State.Enqueue(request);
    }

    /// <summary>
    /// Runs every step whose scheduling moment lies before <paramref name="limit"/>. Returns early when sequences have finished, if
    /// <paramref name="stopAtFinish"/> asks for it or many have, and when nothing comes forward any more.
    /// </summary>
    public void AdvanceTo(SimTime limit, bool stopAtFinish)
    {
        int enough = stopAtFinish ? 1 : FinishedAtOnce;
        while (State.HasWork && Now < limit && State.Finished.Count < enough && !IsStalled)
        {
            if (!TryLeap(limit))
            {
                Step();
            }
        }
    }

    private void Step()
    {
        _policy.Schedule(Now);
        ScheduledBatch batch = State.Batch;
        StepCost cost = batch.Sequences == 0 ? default : _predictor.Price(batch.Shape);
        Observer?.OnScheduled(this, cost.Picoseconds);
        if (batch.Sequences > 0)
        {
            _totals.PrefillPicoseconds += PrefillShare(batch.Shape, cost.Picoseconds);
            Account(1, batch.Sequences, batch.Tokens, cost.Picoseconds);
            _totals.Flops += cost.Flops;
            _totals.Bytes += cost.Bytes;
            _totals.BlockTime += (Int128)State.Cache.Pool.Used * cost.Picoseconds;
        }

        long outputsBefore = State.OutputTokens;
        SimTime end = Now + new SimDuration(cost.Picoseconds);
        int finishedBefore = State.Finished.Count;
        State.CompleteBatch(end);
        Pass(end, finishedBefore);
        _stall.OnStep(State, State.OutputTokens > outputsBefore);
        Observer?.OnCompleted(this);
    }

    private bool TryLeap(SimTime limit)
    {
        long steps = State.Leaps ? Math.Min(_policy.SteadySteps(), LongestLeap) : 0;
        if (steps == 0)
        {
            return false;
        }

        DecodeCohort cohort = State.Cohort;
        long contexts = cohort.ContextSum;
        int batch = cohort.Count;
        long windowed = cohort.Windowed.Sum;
        DecodeSegment segment = _predictor.Decode(batch, contexts, windowed);
        steps = cohort.Windowed.SteadySteps(cohort.Counter, steps);
        if (segment.UntilContextSum != long.MaxValue)
        {
            steps = Math.Min(steps, (segment.UntilContextSum - contexts + batch - 1) / batch);
        }

        long increment = (segment.PerContext.Picoseconds * batch) + (segment.PerWindowedContext.Picoseconds * cohort.Windowed.Growing);
        SteadyRun run = new(segment.At(contexts, windowed).Picoseconds, increment);
        steps = run.StepsBeginningWithin((limit - Now).Picoseconds, steps);
        Observer?.OnLeap(this, steps, run.First, run.Increment);
        Leap(run, segment, steps);
        return true;
    }

    private void Leap(SteadyRun run, in DecodeSegment segment, long steps)
    {
        DecodeCohort cohort = State.Cohort;
        int batch = cohort.Count;
        long duration = run.Duration(steps);
        Int128 contexts = SumOverSteps(cohort.ContextSum, batch, steps);
        Int128 windowed = SumOverSteps(cohort.Windowed.Sum, cohort.Windowed.Growing, steps);
        _totals.Flops += ((Int128)segment.Fixed.Flops * steps) + (segment.PerContext.Flops * contexts) + (segment.PerWindowedContext.Flops * windowed);
        _totals.Bytes += ((Int128)segment.Fixed.Bytes * steps) + (segment.PerContext.Bytes * contexts) + (segment.PerWindowedContext.Bytes * windowed);
        _totals.BlockTime += BlockTime(run, steps, duration);
        SimTime end = Now + new SimDuration(duration);
        int finishedBefore = State.Finished.Count;
        int usedAtEnd = State.Cache.Pool.Used + (int)cohort.BlocksForSteps(steps);
        Account(steps, batch, batch, duration, usedAtEnd);
        State.Leap(steps, Now, run.First, run.Increment, end);
        Pass(end, finishedBefore);
        _stall.OnProgress();
        Observer?.OnCompleted(this);
    }

    /// <summary>The sum over <paramref name="steps"/> steps of something that grows by <paramref name="growth"/> in each.</summary>
    private static Int128 SumOverSteps(long first, long growth, long steps) =>
        ((Int128)first * steps) + ((Int128)growth * steps * (steps - 1) / 2);

    /// <summary>Blocks in use integrated over a leap: those held at its start for all of it, each one taken on the way for the rest of it.</summary>
    private Int128 BlockTime(SteadyRun run, long steps, long duration)
    {
        Int128 blockTime = (Int128)State.Cache.Pool.Used * duration;
        int blockSize = State.Options.BlockSize;
        for (int i = 0; i < Math.Min(steps, blockSize); i++)
        {
            int taken = State.Cohort.BlocksTakenAt(i);
            if (taken > 0)
            {
                long times = ((steps - 1 - i) / blockSize) + 1;
                blockTime += taken * (((Int128)times * duration) - run.SumOfStarts(i, blockSize, times));
            }
        }

        return blockTime;
    }

    /// <summary>The prefill part of a step: in proportion to the price of each part alone, rounded down.</summary>
    private long PrefillShare(in BatchShape shape, long duration)
    {
        if (shape.Prefill.IsEmpty || shape.DecodeSequences == 0)
        {
            return shape.Prefill.IsEmpty ? 0 : duration;
        }

        long prefill = _predictor.Price(shape.PrefillOnly).Picoseconds;
        long decode = _predictor.Price(shape.DecodeOnly).Picoseconds;
        return (long)((Int128)duration * prefill / (prefill + decode));
    }

    private void Account(long steps, int sequences, long tokens, long duration, int? usedBlocks = null)
    {
        _totals.Steps += steps;
        _totals.ScheduledSequences += steps * sequences;
        _totals.ComputedTokens += steps * tokens;
        _totals.BusyPicoseconds += duration;
        PeakBlocks = Math.Max(PeakBlocks, usedBlocks ?? State.Cache.Pool.Used);
    }

    /// <summary>Moves the clock to the end of a step; those that finished with it leave.</summary>
    private void Pass(SimTime end, int finishedBefore)
    {
        Now = end;
        Accrue(end);
        _inSystem -= State.Finished.Count - finishedBefore;
    }

    /// <summary>
    /// The integral of the requests in the system, up to <paramref name="time"/>. An arrival during a step is told only after the step, so
    /// what it has spent in the system since is added when it is told.
    /// </summary>
    private void Accrue(SimTime time)
    {
        if (time >= _accruedTo)
        {
            _totals.RequestTime += (Int128)_inSystem * (time - _accruedTo).Picoseconds;
            _accruedTo = time;
        }
        else
        {
            _totals.RequestTime += (_accruedTo - time).Picoseconds;
        }
    }
}
