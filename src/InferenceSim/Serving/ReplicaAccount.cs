using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Timing;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>
/// What a replica did, in integer sums: steps, blocks and requests over time. Requests are counted in the system from their arrival on, also
/// while they were elsewhere.
/// </summary>
/// <param name="state">Sequences, queues and blocks of the replica.</param>
/// <param name="predictor">Prices its steps.</param>
internal sealed class ReplicaAccount(EngineState state, IStepTimePredictor predictor)
{
    private EngineTotals _totals;
    private SimTime _accruedTo;
    private int _inSystem;

    /// <summary>Most blocks in use at once since somebody last reset it.</summary>
    public int PeakBlocks { get; private set; }

    /// <summary>Sums over the steps so far.</summary>
    public EngineTotals Totals => _totals with
    {
        OutputTokens = state.Outputs.OutputTokens,
        Preemptions = state.Leaving.Preemptions,
        LoadingPicoseconds = state.Cache.Tiers?.LoadingPicoseconds ?? 0,
        DraftTokens = state.Drafts.Drafted,
        AcceptedDraftTokens = state.Drafts.Accepted,
        Verifications = state.Drafts.Verified,
        SwappedBytes = (Int128)state.Swap.MovedBlocks * (state.Options.Swap?.BytesPerBlock ?? 0),
    };

    /// <summary>Begins counting the peak anew.</summary>
    public void RestartPeak() => PeakBlocks = state.Cache.Pool.Used;

    /// <summary>A request comes at <paramref name="time"/>, having waited elsewhere since its arrival.</summary>
    public void Enter(in Request request, SimTime time)
    {
        Accrue(time);
        _totals.RequestTime += (time - request.Arrival).Picoseconds;
        _inSystem++;
    }

    /// <summary>So many requests have ended, at the moment up to which it has been accrued.</summary>
    public void Leave(int requests) => _inSystem -= requests;

    /// <summary>A sequence that ended here goes on elsewhere, which accounts for all of its time.</summary>
    public void HandOver(in FinishedSequence sequence) => _totals.RequestTime -= (sequence.Finish - sequence.Request.Arrival).Picoseconds;

    /// <summary>A sequence that ended here and was to go on elsewhere has ended on the way.</summary>
    public void EndOnTheWay(in Request request, SimTime time) => _totals.RequestTime += (time - request.Arrival).Picoseconds;

    /// <summary>A request is taken away before its end: what it was given is discarded, its time left to whoever serves it next.</summary>
    public void Abandon(in Request request, int outputTokens)
    {
        _totals.DiscardedOutputTokens += outputTokens;
        _totals.RequestTime -= (_accruedTo - request.Arrival).Picoseconds;
    }

    /// <summary>The same for one whose end here is not known outside yet.</summary>
    public void Abandon(in FinishedSequence sequence)
    {
        _totals.DiscardedOutputTokens += sequence.OutputTokens;
        HandOver(sequence);
    }

    /// <summary>The next step waits for KV that is being fetched.</summary>
    public void Stall(SimDuration duration) => _totals.StallPicoseconds += duration.Picoseconds;

    /// <summary>
    /// There was no step to make while KV was on its way for everybody who could be in it, from a tier if it <paramref name="stalls"/>; what is
    /// held counts as in use.
    /// </summary>
    public void HoldWithoutBatch(SimDuration duration, bool stalls)
    {
        Stall(stalls ? duration : SimDuration.Zero);
        _totals.BlockTime += WideProduct.Of(state.Cache.Pool.Used, duration.Picoseconds);
        PeakBlocks = Math.Max(PeakBlocks, state.Cache.Pool.Used);
    }

    /// <summary>A step that takes time.</summary>
    /// <param name="batch">What was scheduled.</param>
    /// <param name="cost">Its price.</param>
    /// <param name="swap">Picoseconds of it that go to swapping.</param>
    /// <param name="busy">Picoseconds that each stage of the pipeline is busy with it.</param>
    /// <param name="held">How long its blocks count as in use.</param>
    public void Step(ScheduledBatch batch, in StepCost cost, long swap, long busy, SimDuration held)
    {
        _totals.SwapPicoseconds += swap;
        _totals.PrefillPicoseconds += PrefillShare(batch.Shape, busy);
        _totals.Flops += cost.Flops;
        _totals.Bytes += cost.Bytes;
        _totals.BlockTime += WideProduct.Of(state.Cache.Pool.Used, held.Picoseconds);
        Count(batch.Sequences > 0 ? 1 : 0, batch.Sequences, batch.Tokens, busy, state.Cache.Pool.Used);
    }

    /// <summary>Totals of a leap, before it is committed.</summary>
    public void Leap(SteadyRun run, in DecodeSegment segment, long steps, long duration, in BlockSums taken)
    {
        DecodeCohort cohort = state.Cohort;
        AccountWork(segment, steps);

        // Blocks in use, integrated: those held at the start for all of the leap, each one taken in step j from the start of that step on.
        int used = state.Cache.Pool.Used + (int)taken.Count;
        _totals.BlockTime += WideProduct.Of(used, duration) - WideProduct.Of(run.First, taken.Steps) - WideProduct.Of(run.Increment, taken.Pairs);
        Count(steps, cohort.Count, cohort.Count, duration, used);
    }

    /// <summary>
    /// The integral of the requests in the system, up to <paramref name="time"/>. An arrival during a step is told only after the step, so
    /// what it has spent in the system since is added when it is told.
    /// </summary>
    public void Accrue(SimTime time)
    {
        if (time >= _accruedTo)
        {
            _totals.RequestTime += WideProduct.Of(_inSystem, (time - _accruedTo).Picoseconds);
            _accruedTo = time;
        }
        else
        {
            _totals.RequestTime += (_accruedTo - time).Picoseconds;
        }
    }

    private void Count(long steps, int sequences, long tokens, long duration, int usedBlocks)
    {
        _totals.Steps += steps;
        _totals.ScheduledSequences += steps * sequences;
        _totals.ComputedTokens += steps * tokens;
        _totals.BusyPicoseconds += duration;
        PeakBlocks = Math.Max(PeakBlocks, usedBlocks);
    }

    /// <summary>FLOPs and bytes of a leap, before it is committed.</summary>
    private void AccountWork(in DecodeSegment segment, long steps)
    {
        if ((segment.Fixed.Flops | segment.Fixed.Bytes | segment.PerContext.Flops | segment.PerContext.Bytes) == 0)
        {
            return; // a predictor that knows no hardware
        }

        DecodeCohort cohort = state.Cohort;
        long contexts = SumOverSteps(cohort.ContextSum, cohort.Count, steps);
        _totals.Flops += WideProduct.Of(segment.Fixed.Flops, steps) + WideProduct.Of(segment.PerContext.Flops, contexts);
        _totals.Bytes += WideProduct.Of(segment.Fixed.Bytes, steps) + WideProduct.Of(segment.PerContext.Bytes, contexts);
        if (predictor.Window is not null)
        {
            long windowed = SumOverSteps(cohort.Windowed.Sum, cohort.Windowed.Growing, steps);
            _totals.Flops += WideProduct.Of(segment.PerWindowedContext.Flops, windowed);
            _totals.Bytes += WideProduct.Of(segment.PerWindowedContext.Bytes, windowed);
        }
    }

    /// <summary>The sum over <paramref name="steps"/> steps of something that grows by <paramref name="growth"/> in each.</summary>
    private static long SumOverSteps(long first, long growth, long steps) => (first * steps) + (growth * (steps * (steps - 1) / 2));

    /// <summary>The prefill part of a step: in proportion to the price of each part alone, rounded down.</summary>
    private long PrefillShare(in BatchShape shape, long duration)
    {
        if (shape.Prefill.IsEmpty || shape.DecodeSequences == 0)
        {
            return shape.Prefill.IsEmpty ? 0 : duration;
        }

        long prefill = predictor.Price(shape.PrefillOnly).Picoseconds;
        long decode = predictor.Price(shape.DecodeOnly).Picoseconds;
        return WideProduct.Share(duration, prefill, prefill + decode);
    }
}
