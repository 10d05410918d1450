using InferenceSim.KvCache.Tiers;
using InferenceSim.Metrics;
using InferenceSim.Scheduling;
using InferenceSim.Simulation;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>Counts and latencies of the measured window; everything belongs to the window in which it happened.</summary>
/// <param name="options">The SLO.</param>
/// <param name="pools">The groups of replicas that are measured together.</param>
internal sealed class RunMeasurement(RunOptions options, IReadOnlyList<ReplicaPool> pools) : IDisposable
{
    private readonly LatencyRecorder _ttft = new();
    private readonly LatencyRecorder _tpot = new();
    private readonly LatencyRecorder _e2e = new();
    private readonly LatencyRecorder _queue = new();
    private readonly TenantMeasurement[] _tenants = [.. options.Tenants.Select(t => new TenantMeasurement(t))];
    private EngineTotals _before;
    private KvTierReport[] _tiersBefore = [];
    private long _arrived;
    private long _completed;
    private long _rejected;
    private long _lost;
    private Int128[] _paidBefore = [];
    private long _promptTokens;
    private long _cachedTokens;
    private long _withinSlo;
    private long _cancelled;
    private long _cancelledOutputs;
    private UnservedDemand _unserved;
    private long _outputTokensWithinSlo;
    private long _recomputedTokens;
    private Int128 _reusedBlockTime;
    private Int128 _residence;
    private string? _firstRejection;

    /// <summary>Start of the window.</summary>
    public SimTime Start { get; private set; }

    /// <summary>Last completion.</summary>
    public SimTime LastFinish { get; private set; }

    /// <summary>Requests waiting when the latest arrived that was asked about, itself included.</summary>
    public long WaitingAtLastArrival { get; set; }

    /// <summary>Begins anew at <paramref name="time"/>: what came before is not measured.</summary>
    public void Begin(SimTime time)
    {
        Start = time;
        LastFinish = time;
        _before = Totals;
        _paidBefore = [.. pools.Select(p => p.PaidUntil(time))];
        _tiersBefore = Tiers();
        foreach (ReplicaPool pool in pools)
        {
            pool.Restart();
        }

        _ttft.Clear();
        _tpot.Clear();
        _e2e.Clear();
        _queue.Clear();
        Array.ForEach(_tenants, static t => t.Clear());
        (_arrived, _completed, _rejected, _lost, _promptTokens, _cachedTokens, _withinSlo, _residence) = (0, 0, 0, 0, 0, 0, 0, 0);
        (_cancelled, _cancelledOutputs, _unserved) = (0, 0, default);
        (_outputTokensWithinSlo, _recomputedTokens, _reusedBlockTime) = (0, 0, 0);
    }

    /// <summary>Gives the memory of the distributions back, after the report.</summary>
    public void Dispose()
    {
        _ttft.GiveBack();
        _tpot.GiveBack();
        _e2e.GiveBack();
        _queue.GiveBack();
    }

    /// <summary>A request arrived.</summary>
    public void OnArrival() => _arrived++;

    /// <summary>A request ended.</summary>
    /// <returns>Whether it got all its tokens, and within the SLO.</returns>
    public bool OnOutcome(in RequestOutcome outcome)
    {
        _unserved = _unserved.With(outcome);
        bool? withinTenants = _tenants.Length == 0 ? null : _tenants[outcome.Request.Tenant].Add(outcome);
        if (outcome.Sequence is not { } sequence)
        {
            _lost += outcome.IsLost ? 1 : 0;
            _rejected += outcome.IsLost ? 0 : 1;
            _firstRejection ??= FormattableString.Invariant($"request {outcome.Request.Index}: {outcome.Rejection}");
            return false;
        }

        LastFinish = sequence.Finish;
        _residence += (sequence.Finish - sequence.Request.Arrival).Picoseconds;
        if (sequence.IsCancelled)
        {
            _cancelled++;
            _cancelledOutputs += sequence.OutputTokens;
            return false;
        }

        SimTime sent = outcome.Request.Arrival;
        SimDuration ttft = sequence.FirstToken - sent;
        SimDuration? tpot = outcome.Tpot;
        _completed++;
        _promptTokens += sequence.Request.PromptTokens;
        _cachedTokens += sequence.CachedTokens;
        _ttft.Add(ttft);
        _e2e.Add(sequence.Finish - sent);
        _queue.Add(sequence.FirstScheduled - sent);
        if (tpot is { } perToken)
        {
            _tpot.Add(perToken);
        }

        bool within = withinTenants ?? ((options.SloTtft is not { } t || ttft <= t) && (options.SloTpot is not { } p || tpot is null || tpot <= p));
        _withinSlo += within ? 1 : 0;
        _outputTokensWithinSlo += within ? sequence.OutputTokens : 0;
        _recomputedTokens += sequence.RecomputedTokens;
        _reusedBlockTime += (Int128)(sequence.CachedTokens / BlockSize) * (sequence.Finish - sequence.FirstScheduled).Picoseconds;
        return within;
    }

    /// <summary>A prefill replica has given a request its first token and hands it over, to be counted where it ends.</summary>
    public void OnHandover(in Request asked, in FinishedSequence prefill)
    {
        _ttft.Add(prefill.FirstToken - asked.Arrival);
        _queue.Add(prefill.FirstScheduled - asked.Arrival);
    }

    /// <summary>The report of the window, which ended at <paramref name="end"/>.</summary>
    public SimulationReport Report(SimTime end, StopReason stop, string? stopDetail)
    {
        EngineTotals totals = Totals.Since(_before);
        KvTierReport[] tiers = Tiers();
        SimDuration duration = end > Start ? end - Start : SimDuration.Zero;
        Int128 paid = Paid(Start + duration).Aggregate((Int128)0, static (sum, time) => sum + time);
        return new SimulationReport
        {
            Stop = stop,
            StopDetail = stopDetail,
            Duration = duration,
            ReplicaTime = paid,
            MeanReplicas = duration == SimDuration.Zero ? pools.Sum(static p => p.Paid) : (double)paid / duration.Picoseconds,
            Steps = totals.Steps,
            Arrived = _arrived,
            Completed = _completed,
            Rejected = _rejected,
            Lost = _lost,
            FirstRejection = _firstRejection,
            PromptTokens = _promptTokens,
            CachedPromptTokens = _cachedTokens,
            OutputTokens = totals.OutputTokens,
            DiscardedOutputTokens = totals.DiscardedOutputTokens,
            ComputedTokens = totals.ComputedTokens,
            Preemptions = totals.Preemptions,
            DraftTokens = totals.DraftTokens,
            AcceptedDraftTokens = totals.AcceptedDraftTokens,
            Verifications = totals.Verifications,
            Cancelled = _cancelled,
            CancelledOutputTokens = _cancelledOutputs,
            Unserved = _unserved,
            SwappedBytes = totals.SwappedBytes,
            SwapTime = new TotalTime(totals.SwapPicoseconds),
            BusyTime = new TotalTime(totals.BusyPicoseconds),
            PrefillTime = new TotalTime(totals.PrefillPicoseconds),
            Flops = totals.Flops,
            Bytes = totals.Bytes,
            ScheduledSequences = totals.ScheduledSequences,
            BlockTime = totals.BlockTime,
            PeakBlocks = pools.Sum(static p => p.PeakBlocks),
            TotalBlocks = pools.Sum(static p => p.TotalBlocks),
            MeanBlocks = MeanBlocks(duration),
            RequestTime = totals.RequestTime,
            ResidenceTime = _residence,
            WaitingAtLastArrival = WaitingAtLastArrival,
            Ttft = _ttft.Summarize(),
            Tpot = _tpot.Summarize(),
            Itl = Itl().Summarize(),
            E2e = _e2e.Summarize(),
            Queue = _queue.Summarize(),
            CompletedWithinSlo = HasSlo ? _withinSlo : null,
            Tenants = _tenants.Length == 0 ? [] : [.. _tenants.Select(t => t.Report())],
            StallTime = new TotalTime(totals.StallPicoseconds),
            LoadingTime = new TotalTime(totals.LoadingPicoseconds),
            HostTier = Tier(tiers, KvTierKind.Host),
            SsdTier = Tier(tiers, KvTierKind.Ssd),
            RemoteTier = Tier(tiers, KvTierKind.Remote),
            OutputTokensWithinSlo = HasSlo ? _outputTokensWithinSlo : null,
            RecomputedTokens = _recomputedTokens,
            ReusedBlockTime = _reusedBlockTime,
        };
    }

    private bool HasSlo => options.SloTtft is not null || options.SloTpot is not null || options.Tenants.Any(t => t.HasSlo);

    // Groups may have blocks of several sizes; those of the first stand for all of them.
    private int BlockSize => pools[0].Replicas[0].State.Options.BlockSize;

    /// <summary>Time that the replicas of each group were paid for in the window, which ended at <paramref name="end"/>.</summary>
    private IEnumerable<Int128> Paid(SimTime end) => pools.Select((pool, i) => pool.PaidUntil(end) - (_paidBefore.Length == 0 ? 0 : _paidBefore[i]));

    /// <summary>Blocks there were on average: a whole number where replicas neither came nor went.</summary>
    private double MeanBlocks(SimDuration duration)
    {
        Int128 blockTime = Paid(Start + duration).Zip(pools, static (paid, pool) => paid * pool.Replicas[0].State.Options.Blocks).Aggregate((Int128)0, static (sum, t) => sum + t);
        (Int128 whole, Int128 rest) = duration == SimDuration.Zero ? ((Int128)0, (Int128)0) : Int128.DivRem(blockTime, duration.Picoseconds);
        return (double)whole + ((double)rest / Math.Max(1, duration.Picoseconds));
    }
    private KvTierReport? Tier(KvTierReport[] now, KvTierKind kind) => Array.Find(now, t => t.Kind == kind) is { } tier
        ? tier.Since(Array.Find(_tiersBefore, t => t.Kind == kind)!)
        : null;

    private KvTierReport[] Tiers() =>
    [
        .. pools.SelectMany(static p => p.Tiers)
            .GroupBy(static t => t.Kind)
            .OrderBy(static g => g.Key)
            .Select(static g => g.Aggregate(static (sum, t) => sum.With(t))),
    ];

    private EngineTotals Totals => pools.Aggregate(default(EngineTotals), static (sum, pool) => sum + pool.Totals);

    private LatencyRecorder Itl()
    {
        if (pools.Count == 1)
        {
            return pools[0].Itl;
        }

        LatencyRecorder pooled = new();
        foreach (ReplicaPool pool in pools)
        {
            pooled.Add(pool.Itl);
        }

        return pooled;
    }
}
